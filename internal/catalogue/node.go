package catalogue

// kind is what a node of a document is.
type kind string

const (
	nothing kind = "nothing" // null, or a key without a value
	text    kind = "a text"
	number  kind = "a number" // its text is as written: 00001 and 12.10 stay what they are
	boolean kind = "true or false"
	list    kind = "a list"
	object  kind = "an object"
)

// node is a document, or a part of one, the same for YAML and JSON. Both keep
// the line of everything, and numbers as they were written: a price must not
// go through a float, nor the step 00001 through an integer.
type node struct {
	kind   kind
	line   int
	text   string // of text, number, boolean
	items  []*node
	fields []field
}

type field struct {
	key   string
	line  int
	value *node
}

// field finds a member of an object; nil when it is absent.
func (n *node) field(key string) *node {
	for _, f := range n.fields {
		if f.key == key {
			return f.value
		}
	}
	return nil
}

// deepest is how far a document may nest. The catalogue needs twelve levels.
const deepest = 32
