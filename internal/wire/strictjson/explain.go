package strictjson

import "fmt"

// Explain says in words for people why a message was refused, and where, in
// Latvian and in English.
func (e *Error) Explain() (lv, en string) {
	lv, en = e.sentences()
	return fmt.Sprintf("%d. rinda, %d. baits: %s", e.Line, e.Column, lv), fmt.Sprintf("Line %d, byte %d: %s", e.Line, e.Column, en)
}

func (e *Error) sentences() (lv, en string) {
	switch e.Reason {
	case Empty:
		return "ziņojums ir tukšs.", "the message is empty."
	case TooDeep:
		return "objekti ir ligzdoti pārāk dziļi.", "objects are nested too deep."
	case TooMany:
		return "ziņojumā ir pārāk daudz vērtību.", "the message has too many values."
	case Trailing:
		return "aiz JSON objekta nedrīkst būt cita satura.", "there must be nothing after the JSON object."
	case RepeatedName:
		name := shortened(e.Name)
		return "lauks „" + name + "” objektā ir vairākkārt.", "the field “" + name + "” stands in the object more than once."
	case BadEncoding:
		return "izmantojiet UTF-8.", "use UTF-8."
	case BadEscape:
		return "aiz \\ nav derīga apzīmējuma.", "there is no valid escape after \\."
	case CurlyQuotes:
		return "JSON pēdiņas ir \", nevis “ vai ”.", "JSON has the quotes \", and not “ or ”."
	case NotJSON:
	}
	return "tas nav JSON.", "this is not JSON."
}

func shortened(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
