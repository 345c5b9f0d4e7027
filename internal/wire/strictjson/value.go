package strictjson

import "iter"

// Kind is what a value is.
type Kind int

// The kinds.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Value is one value of a message. It must not be changed.
type Value struct {
	Kind Kind
	// Text of a String, unescaped; of a Number and a Bool as it was written.
	Text string
	// Raw is the value's own text in the message.
	Raw string
	// Items of an Array.
	Items []*Value
	// Members of an Object, in their order.
	Members []Member
}

// Member is a name with its value.
type Member struct {
	Name  string
	Value *Value
}

// IsNull tells whether there is nothing: no value at all, or null.
func (v *Value) IsNull() bool { return v == nil || v.Kind == Null }

// Scalar tells whether the value is a text, a number, true or false.
func (v *Value) Scalar() bool {
	return v != nil && (v.Kind == String || v.Kind == Number || v.Kind == Bool)
}

// Get finds a member by its name, without regard to the case of ASCII letters;
// nil when there is none, or when v is no object.
func (v *Value) Get(name string) *Value {
	if v == nil || v.Kind != Object {
		return nil
	}
	for i := range v.Members {
		if EqualName(v.Members[i].Name, name) {
			return v.Members[i].Value
		}
	}
	return nil
}

// Each gives the items of an array; of any other value itself, and of null
// nothing. Callers write a list of one without its brackets.
func (v *Value) Each() iter.Seq[*Value] {
	return func(yield func(*Value) bool) {
		switch {
		case v.IsNull():
		case v.Kind == Array:
			for _, item := range v.Items {
				if !yield(item) {
					return
				}
			}
		default:
			yield(v)
		}
	}
}

// EqualName compares names without regard to the case of ASCII letters.
func EqualName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// folded is a name as names are compared.
func folded(name string) string {
	b := []byte(name)
	for i, c := range b {
		b[i] = lower(c)
	}
	return string(b)
}
