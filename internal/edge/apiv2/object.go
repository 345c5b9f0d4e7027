package apiv2

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"viss.gov.lv/mm/internal/wire/strictjson"
	"viss.gov.lv/mm/pay"
)

// object reads the members of an object in a body. What is wrong it notes, and
// reads on, so that a caller hears of everything at once; what it gives for a
// wrong member is as if that were absent. A member that is null is absent.
type object struct {
	value   *strictjson.Value
	pointer string // of the object
	faults  *faults
	known   []string // members that were asked for
}

// at is the pointer of a member.
func (o *object) at(name string) string {
	name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	return o.pointer + "/" + name
}

// item is the pointer of an item of a member.
func (o *object) item(name string, i int) string { return o.at(name) + "/" + strconv.Itoa(i) }

// member finds a member by its exact name; nil when it is absent or null.
func (o *object) member(name string) *strictjson.Value {
	if o.known == nil {
		o.known = make([]string, 0, 12)
	}
	o.known = append(o.known, name)
	for i := range o.value.Members {
		if m := &o.value.Members[i]; m.Name == name && !m.Value.IsNull() {
			return m.Value
		}
	}
	return nil
}

// wrong notes that a member is not what it must be.
func (o *object) wrong(name string, code pay.Code, value string, want pay.Want) {
	o.faults.at(o.at(name), &pay.Error{Code: code, Value: value, Want: want})
}

// must notes that a member is missing.
func (o *object) must(name string) { o.wrong(name, pay.CodeMissing, "", pay.Want{}) }

// items are those of a member that is a list. Absent it is an empty list.
func (o *object) items(name string, most int) []*strictjson.Value {
	v := o.member(name)
	if v == nil {
		return nil
	}
	if v.Kind != strictjson.Array {
		o.wrong(name, pay.CodeInvalid, "", mustBe("saraksts: […]", "a list: […]"))
		return nil
	}
	if len(v.Items) > most {
		o.wrong(name, pay.CodeTooLong, strconv.Itoa(len(v.Items)), pay.Want{LV: fmt.Sprintf("Ne vairāk par %d.", most), EN: fmt.Sprintf("At most %d.", most)})
		return nil
	}
	return v.Items
}

// texts are the texts of a member that is a list of them.
func (o *object) texts(name string, most, longest int) []string {
	items := o.items(name, most)
	var all []string
	for i, item := range items {
		switch {
		case item.Kind != strictjson.String:
			o.faults.at(o.item(name, i), &pay.Error{Code: pay.CodeInvalid, Want: mustBe("teksts pēdiņās", "a text in quotes")})
		case utf8.RuneCountInString(item.Text) > longest:
			o.faults.at(o.item(name, i), &pay.Error{Code: pay.CodeTooLong, Want: pay.Want{
				LV: fmt.Sprintf("Ne vairāk par %d zīmēm.", longest), EN: fmt.Sprintf("At most %d characters.", longest),
			}})
		default:
			all = append(all, item.Text)
		}
	}
	return all
}

// objects are the objects of a member that is a list of them.
func (o *object) objects(name string, most int) []*object {
	items := o.items(name, most)
	var all []*object
	for i, item := range items {
		pointer := o.item(name, i)
		if item.Kind != strictjson.Object {
			o.faults.at(pointer, &pay.Error{Code: pay.CodeInvalid, Want: mustBe("objekts: {…}", "an object: {…}")})
			continue
		}
		all = append(all, &object{value: item, pointer: pointer, faults: o.faults})
	}
	return all
}

// inner is a member that is an object; nil when it is absent or wrong.
func (o *object) inner(name string) *object {
	v := o.member(name)
	if v == nil {
		return nil
	}
	if v.Kind != strictjson.Object {
		o.wrong(name, pay.CodeInvalid, "", mustBe("objekts: {…}", "an object: {…}"))
		return nil
	}
	return &object{value: v, pointer: o.at(name), faults: o.faults}
}

// rest notes every member that nobody asked for: a slip of the pen must not
// change what is paid.
func (o *object) rest() {
	for i := range o.value.Members {
		if name := o.value.Members[i].Name; !slices.Contains(o.known, name) {
			o.wrong(name, pay.CodeUnknownMember, "", here(o.known))
		}
	}
}

// here says which names are known where another was given.
func here(known []string) pay.Want {
	if len(known) == 0 {
		return pay.Want{}
	}
	var names []string
	for _, name := range known {
		if !slices.Contains(names, name) { // some are asked for twice
			names = append(names, name)
		}
	}
	list := strings.Join(names, ", ")
	return pay.Want{LV: "Šeit ir: " + list + ".", EN: "Here: " + list + "."}
}

func mustBe(lv, en string) pay.Want {
	return pay.Want{LV: "Jābūt: " + lv + ".", EN: "It must be " + en + "."}
}
