package demobank

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"viss.gov.lv/mm/internal/sandbox/page"
)

// Choice is an outcome in words.
type Choice struct {
	Outcome Outcome
	Name    string
	Hint    string
}

// describe says what an outcome does.
func describe(o Outcome, d page.Display) Choice {
	say := func(nameLV, nameEN, hintLV, hintEN string) Choice {
		return Choice{o, d.Say(nameLV, nameEN), d.Say(hintLV, hintEN)}
	}
	switch o {
	case Approve:
		return say("Apstiprināt", "Approve", "Samaksāts; maksātājs atgriežas.", "Paid; the payer comes back.")
	case Decline:
		return say("Noraidīt", "Decline", "Banka maksājumu noraida.", "The bank declines the payment.")
	case Cancel:
		return say("Atcelt", "Cancel", "Maksātājs bankā atceļ maksājumu.", "The payer cancels at the bank.")
	case Pending:
		return say("Pieņemt, samaksāt vēlāk", "Accept, pay later", "Banka maksājumu pieņem un vairāk neko nepaziņo.", "The bank accepts and says no more.")
	case Delayed:
		return say("Samaksāt pēc minūtes", "Pay a minute later", "Vispirms pieņemts, pēc 60 sekundēm samaksāts.", "Accepted first, paid after 60 seconds.")
	case Late:
		return say("Atbildēt novēloti", "Answer late", "Maksātājs aiziet; samaksāts pēc termiņa beigām.", "The payer leaves; paid after the term has ended.")
	case Twice:
		return say("Atbildēt divreiz", "Answer twice", "Samaksāts; bankas serveris to paziņo divas reizes.", "Paid; the bank’s server says so twice.")
	case Double:
		return say("Samaksāt divreiz", "Pay twice", "Divi pārskaitījumi ar dažādiem numuriem.", "Two transfers with different numbers.")
	case Silent:
		return say("Neatgriezties", "Never return", "Samaksāts; maksātājs aizver bankas lapu.", "Paid; the payer closes the bank’s page.")
	case Back:
		return say("Atgriezties bez atbildes", "Back without an answer", "Maksātājs dodas atpakaļ; banka neko nav teikusi.", "The payer goes back; the bank has said nothing.")
	case Failure:
		return say("Tehniska kļūda", "Technical error", "Banka atbild „cits”; rezultāts nav zināms.", "The bank answers “other”; the result is not known.")
	case Amount:
		return say("Cita summa", "Another amount", "Pareizi parakstīts ziņojums par citu summu.", "A correctly signed message about another amount.")
	case Automatic:
	}
	return Choice{Outcome: o, Name: string(o)}
}

// grouped writes an account number in groups of four.
func grouped(account string) string {
	var groups []string
	for len(account) > 4 {
		groups, account = append(groups, account[:4]), account[4:]
	}
	return strings.Join(append(groups, account), " ")
}

func sortedNames(form url.Values) []string { return slices.Sorted(maps.Keys(form)) }

// Describe says what each outcome does, in the reader's language.
func Describe(d page.Display) []Choice {
	var all []Choice
	for _, o := range Outcomes() {
		all = append(all, describe(o, d))
	}
	return all
}

// DescribeMagic says what an amount with these cents does on automatic.
func DescribeMagic(cents int64, d page.Display) Choice { return describe(Magic(cents), d) }
