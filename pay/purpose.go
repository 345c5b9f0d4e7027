package pay

import "strings"

// PurposeVariables are what a purpose template may hold, in braces.
func PurposeVariables() []string { return []string{"{PaymentObject}", "{Number}", "{Position}"} }

// defaultPurpose is used where the catalogue gives no template.
const defaultPurpose = "{PaymentObject} Nr. {Number}"

// expandPurpose is the purpose text of a position's payment. An institution
// recognises money by it, so it is decided once, when the request is made.
// Without a PaymentObject the step's name stands in its place.
func expandPurpose(p *Position, step *Step, r *Request) string {
	template := p.Purpose
	if template == "" {
		template = defaultPurpose
	}
	object := r.Detail.PaymentObject
	if object == "" {
		object = step.Name.LV
	}
	return tidy(strings.NewReplacer(
		"{PaymentObject}", object,
		"{Number}", string(r.Number),
		"{Position}", string(p.Code),
	).Replace(template))
}

// tidy makes one line of a text: control characters and runs of white space
// become single spaces.
func tidy(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c <= ' ' || c == 0x7f || c == '\u00a0' }), " ")
}
