package paymentsoap

import (
	"fmt"

	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

// explain says in words for people why a message was refused, and where.
func explain(e *soap.Error) pay.Want {
	want := sentences(e)
	if e.Line > 0 {
		want.LV = fmt.Sprintf("%d. rinda: %s", e.Line, want.LV)
		want.EN = fmt.Sprintf("Line %d: %s", e.Line, want.EN)
	}
	return want
}

func sentences(e *soap.Error) pay.Want {
	switch e.Reason {
	case soap.Empty:
		return pay.Want{LV: "Ziņojums ir tukšs.", EN: "The message is empty."}
	case soap.TooLarge:
		return pay.Want{LV: "Ziņojums ir par lielu.", EN: "The message is too large."}
	case soap.TooDeep:
		return pay.Want{LV: "Elementi ir ligzdoti pārāk dziļi.", EN: "Elements are nested too deep."}
	case soap.TooManyElements:
		return pay.Want{LV: "Ziņojumā ir pārāk daudz elementu.", EN: "The message has too many elements."}
	case soap.TooManyAttribs:
		return pay.Want{LV: "Ziņojumā ir pārāk daudz atribūtu.", EN: "The message has too many attributes."}
	case soap.Doctype:
		return pay.Want{LV: "DTD (DOCTYPE) nav atļauts.", EN: "A DTD (DOCTYPE) is not allowed."}
	case soap.Instruction:
		return pay.Want{LV: "XML apstrādes instrukcijas nav atļautas.", EN: "XML processing instructions are not allowed."}
	case soap.TrailingContent:
		return pay.Want{LV: "Aiz Envelope nedrīkst būt cita satura.", EN: "There must be nothing after the Envelope."}
	case soap.BadCharacter:
		return pay.Want{LV: "Ziņojumā ir zīme, ko XML neatļauj.", EN: "The message has a character that XML does not allow."}
	case soap.BadEncoding:
		return pay.Want{LV: "Baiti neatbilst norādītajam kodējumam. Izmantojiet UTF-8.", EN: "The bytes do not fit the declared encoding. Use UTF-8."}
	case soap.VersionMismatch:
		return pay.Want{LV: "Izmantojiet SOAP 1.1 vai SOAP 1.2.", EN: "Use SOAP 1.1 or SOAP 1.2."}
	case soap.NoBody:
		return pay.Want{LV: "Elementā Body jābūt darbībai, piemēram, SavePaymentRequest.", EN: "The Body must hold an operation, as SavePaymentRequest."}
	case soap.UnknownCharset, soap.UnknownEntity, soap.UndeclaredPrefix, soap.NotEnvelope, soap.BadStructure, soap.NotUnderstood:
		return named(e)
	case soap.NotWellFormed:
	}
	if e.Name == "" {
		return pay.Want{LV: "Ziņojums nav pareizi veidots XML.", EN: "The message is not well-formed XML: " + e.What + "."}
	}
	return pay.Want{
		LV: "Ziņojums nav pareizi veidots XML pie „" + e.Name + "”.",
		EN: "The message is not well-formed XML: " + e.What + " (“" + e.Name + "”).",
	}
}

// named are the sentences that name something of the message.
func named(e *soap.Error) pay.Want {
	lv, en := "„"+e.Name+"”", "“"+e.Name+"”"
	switch e.Reason {
	case soap.UnknownCharset:
		return pay.Want{LV: "Kodējums " + lv + " netiek atbalstīts. Izmantojiet UTF-8.", EN: "The encoding " + en + " is not supported. Use UTF-8."}
	case soap.UnknownEntity:
		return pay.Want{LV: "XML entītija " + lv + " nav pazīstama.", EN: "The XML entity " + en + " is unknown."}
	case soap.UndeclaredPrefix:
		return pay.Want{LV: "Prefiksam " + lv + " nav norādīta nosaukumvieta (xmlns).", EN: "The prefix " + en + " has no namespace declaration (xmlns)."}
	case soap.NotEnvelope:
		return pay.Want{LV: "Saknes elementam jābūt Envelope, nevis " + lv + ".", EN: "The root element must be Envelope and not " + en + "."}
	case soap.BadStructure:
		return pay.Want{LV: "Elementā Envelope drīkst būt Header un viens Body; " + lv + " tur neder.", EN: "An Envelope holds a Header and one Body; " + en + " does not belong there."}
	default:
		return pay.Want{LV: "Obligātā galvene " + lv + " (mustUnderstand) netiek atbalstīta.", EN: "The mandatory header " + en + " (mustUnderstand) is not supported."}
	}
}
