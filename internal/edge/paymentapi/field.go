package paymentapi

import (
	"viss.gov.lv/mm/internal/wire/strictjson"
	"viss.gov.lv/mm/pay"
)

// field is the text of a member: of a string what it says, of a number its
// digits as they were written, of a boolean its name. It is nil when the member
// is absent or null. Within is the path of the object for the error, with a
// slash at its end.
func field(object *strictjson.Value, within, name string) (*string, error) {
	v := object.Get(name)
	if v.IsNull() {
		return nil, nil
	}
	if !v.Scalar() {
		return nil, wrongKind(within + name)
	}
	return &v.Text, nil
}

// text is field with an absent member as an empty text.
func text(object *strictjson.Value, within, name string) (string, error) {
	v, err := field(object, within, name)
	if v == nil {
		return "", err
	}
	return *v, err
}

func wrongKind(path string) error {
	return &pay.Error{Code: pay.CodeInvalid, Field: path, Want: pay.Want{
		LV: "Laukam jābūt tekstam vai skaitlim, nevis objektam vai masīvam.",
		EN: "The field must be a text or a number, and not an object or array.",
	}}
}

// fields reads several members; the first fault stays.
type fields struct {
	object *strictjson.Value
	within string
	err    error
}

func (f *fields) text(name string) string {
	if s := f.optional(name); s != nil {
		return *s
	}
	return ""
}

func (f *fields) optional(name string) *string {
	if f.err != nil {
		return nil
	}
	var s *string
	s, f.err = field(f.object, f.within, name)
	return s
}

// object is a member that is an object; an empty one when it is absent.
func (f *fields) inner(name string) *fields {
	v := f.object.Get(name)
	inner := &fields{object: v, within: f.within + name + "/"}
	if !v.IsNull() && v.Kind != strictjson.Object && f.err == nil {
		f.err = notObject(f.within + name)
	}
	return inner
}

func notObject(path string) error {
	return &pay.Error{Code: pay.CodeInvalid, Field: path, Want: pay.Want{
		LV: "Laukam jābūt JSON objektam: {…}.", EN: "The field must be a JSON object: {…}.",
	}}
}
