package pay

import (
	"errors"
	"fmt"
	"strings"
)

// lines prices the request: each line once, rounded once, then the lines that
// share account, classification and purpose become one payment.
func (d *Draft) lines(r *Request, step *Step) error {
	if len(d.Lines) == 0 {
		if !d.HasPriceList {
			return missing("PriceList")
		}
		return fault(CodeEmptyPriceList, "PriceList", "", Want{
			LV: "Katrā rindā norādiet Item, ItemElementName un Position; PHP klientā arī vienu rindu ievietojiet masīvā.",
			EN: "Give Item, ItemElementName and Position in each row; in PHP put a single row into an array as well.",
		})
	}
	if len(d.Lines) > MaxLines {
		return fault(CodeTooManyLines, "PriceList", "", Want{LV: fmt.Sprintf("Ne vairāk par %d.", MaxLines), EN: fmt.Sprintf("At most %d.", MaxLines)})
	}
	var total int64
	var wrong faults
	for i, raw := range d.Lines {
		line, position, err := raw.price(fmt.Sprintf("PriceList[%d]", i+1), step)
		if err != nil {
			wrong.add(err)
			continue
		}
		line.Payment = r.paymentFor(position, step)
		r.Payments[line.Payment].Amount += line.Amount
		r.Detail.Lines = append(r.Detail.Lines, line)
		if total += line.Amount; total > MaxMinor {
			return fault(CodeAmountRange, "PriceList", EUR(total).String(), mostMoney(MaxMinor))
		}
	}
	if err := wrong.first(); err != nil {
		return err
	}
	r.Total = EUR(total)
	if total == 0 {
		return fault(CodeZeroTotal, "PriceList", "", Want{})
	}
	return nil
}

// paymentFor finds or makes the payment that a position belongs to.
func (r *Request) paymentFor(p *Position, step *Step) int {
	purpose := expandPurpose(p, step, r)
	for i := range r.Payments {
		known := &r.Payments[i]
		if known.Account == p.Account && known.Classification == p.Classification && known.Purpose == purpose {
			return i
		}
	}
	r.Payments = append(r.Payments, Payment{
		Account: p.Account, Classification: p.Classification, Purpose: purpose, State: PaymentDue,
	})
	return len(r.Payments) - 1
}

// price reads one line against the price list.
func (l DraftLine) price(at string, step *Step) (Line, *Position, error) {
	for _, m := range []struct {
		member string
		value  *string
	}{{"Item", l.Item}, {"ItemElementName", l.ItemName}, {"Position", l.Position}} {
		if m.value == nil || strings.TrimSpace(*m.value) == "" {
			return Line{}, nil, missing(at + "/" + m.member)
		}
	}
	position, ok := step.Positions[PositionCode(*l.Position).Canonical()]
	if !ok {
		return Line{}, nil, fault(CodeUnknownPosition, at+"/Position", *l.Position, positionsOf(step))
	}
	line := Line{Position: position.Code, Name: position.Name, VAT: position.VAT}
	var err error
	switch strings.ToLower(strings.TrimSpace(*l.ItemName)) {
	case "quantity":
		err = line.byQuantity(at, *l.Item, position)
	case "amount":
		err = line.byAmount(at, *l.Item, position)
	default:
		err = fault(CodeInvalid, at+"/ItemElementName", *l.ItemName, Want{LV: "Norādiet Quantity vai Amount.", EN: "Give Quantity or Amount."})
	}
	return line, position, err
}

func (l *Line) byQuantity(at, item string, p *Position) error {
	if p.Free {
		return fault(CodeWrongItem, at+"/ItemElementName", "Quantity", Want{
			LV: "Pozīcijai „" + string(p.Code) + "” cenu norāda pieprasītājs: izmantojiet Amount.",
			EN: "The price of position “" + string(p.Code) + "” is the caller's to give: use Amount.",
		})
	}
	q, err := ParseDecimal(item, 6)
	if err != nil {
		return itemFault(at, item, err, 6)
	}
	amount, ok := Quantity(q).Times(p.UnitPrice)
	if !ok {
		return fault(CodeAmountRange, at+"/Item", item, mostMoney(MaxMinor))
	}
	if amount == 0 {
		return fault(CodeAmountRange, at+"/Item", item, Want{LV: "Daudzumam jābūt lielākam par nulli.", EN: "The quantity must be greater than zero."})
	}
	l.Quantity, l.Price, l.Amount = Quantity(q), p.UnitPrice, amount
	return nil
}

func (l *Line) byAmount(at, item string, p *Position) error {
	if !p.Free {
		return fault(CodeWrongItem, at+"/ItemElementName", "Amount", Want{
			LV: "Pozīcijai „" + string(p.Code) + "” ir noteikta cena: izmantojiet Quantity.",
			EN: "Position “" + string(p.Code) + "” has a fixed price: use Quantity.",
		})
	}
	amount, err := ParseDecimal(item, 2)
	if err != nil {
		return itemFault(at, item, err, 2)
	}
	least, most := max(p.Min, 1), p.Max
	if most == 0 {
		most = MaxMinor
	}
	if amount < least || amount > most {
		return fault(CodeAmountRange, at+"/Item", item, Want{
			LV: "No " + EUR(least).String() + " līdz " + EUR(most).String() + ".",
			EN: "From " + EUR(least).String() + " to " + EUR(most).String() + ".",
		})
	}
	l.Amount = amount
	return nil
}

func itemFault(at, item string, err error, places int) *Error {
	code, want := CodeInvalid, Want{LV: "Norādiet skaitli ar decimālpunktu, piemēram, 12.10.", EN: "Give a number with a decimal point, as in 12.10."}
	switch {
	case errors.Is(err, ErrTooPrecise):
		code = CodeTooPrecise
		want = Want{LV: fmt.Sprintf("Ne vairāk par %d.", places), EN: fmt.Sprintf("At most %d.", places)}
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrNegative):
		code, want = CodeAmountRange, mostMoney(MaxMinor)
	}
	return &Error{Code: code, Field: path(at + "/Item"), Value: item, Want: want, Err: err}
}

func mostMoney(minor int64) Want {
	return Want{LV: "Lielāka par nulli un ne lielāka par " + EUR(minor).String() + ".", EN: "Greater than zero and at most " + EUR(minor).String() + "."}
}
