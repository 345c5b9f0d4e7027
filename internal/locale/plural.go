package locale

// form names a plural form, as Unicode's CLDR does.
type form string

const (
	formZero  form = "zero"
	formOne   form = "one"
	formOther form = "other"
)

// formsOf lists the forms that a language has.
func formsOf(l Language) []form {
	if l == English {
		return []form{formOne, formOther}
	}
	return []form{formZero, formOne, formOther}
}

// form is the plural form of a whole number (CLDR 48). Latvian: zero for 0,
// 10–20, 30 …; one for 1, 21, 31 …, but not 11; other for the rest.
func (w *Words) form(n int) form {
	if n < 0 {
		n = -n
	}
	if w.language == English {
		if n == 1 {
			return formOne
		}
		return formOther
	}
	switch {
	case n%10 == 0, n%100 >= 11 && n%100 <= 19:
		return formZero
	case n%10 == 1:
		return formOne
	}
	return formOther
}
