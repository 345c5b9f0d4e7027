package store

import "viss.gov.lv/mm/pay"

// requestListing chooses the index of the shortest span, unless the amounts
// that are asked for are of few requests, or are one.
func requestListing(f pay.RequestFilter, after pay.Place, isFew bool) listing {
	switch {
	case isByPaid(f):
		return listingByPaid(f, after, isFew)
	case f.Expires.Set() && f.Expires.Length() < f.Created.Length():
		return listingByTime(f, after, isFew, f.Expires, requestsByExpires, "r.expires")
	default:
		return listingByTime(f, after, isFew, f.Created, requestsByCreated, "r.created")
	}
}

// isByPaid tells whether the span of the money is the shortest.
func isByPaid(f pay.RequestFilter) bool {
	paid := f.Paid.Length()
	return f.Paid.Set() && paid <= f.Created.Length() && paid <= f.Expires.Length()
}

// listingByTime is a list by the creation or the end of the term. What is asked
// of the state is asked outside of the CASE where an index of the unpaid
// answers it.
func listingByTime(f pay.RequestFilter, after pay.Place, isFew bool, s pay.Span, along, column string) listing {
	l := listing{place: [2]string{column, "r.serial"}, args: []any{text(f.Institution)}}
	total := amountsOf(f.AmountFrom, f.AmountTill)
	switch {
	case isFew:
		l.from, l.sorted = fewRequests, true
		l.args = append(l.args, total.from, total.till)
		if along == requestsByCreated {
			l.from += fewCreated
			l.args = append(append(l.args, start(s, after)...), before(s))
		} else {
			l.check(`(`+column+`, r.serial) > ($%d, $%d) AND `+column+` < $%d`, append(start(s, after), before(s))...)
		}
		l.unpaid(f)
	case total.one() && !f.OnlyUnpaid && along == requestsByCreated:
		l.from = requestsOfTotal
		l.args = append(append(append(l.args, total.from), start(s, after)...), before(s))
	default:
		l.from = along
		l.args = append(append(l.args, start(s, after)...), before(s))
		l.passing(betweenTotals, total)
		if f.OnlyUnpaid {
			l.from += ` AND r.state <> 'paid'`
		}
	}
	if column == "r.created" {
		l.within("r.expires", f.Expires)
	} else {
		l.within("r.created", f.Created)
	}
	l.ofCurrency(f.Currency)
	if f.Paid.Set() {
		l.check(`EXISTS (SELECT 1 FROM payment q WHERE q.request = r.id AND q.paid_at >= $%d AND q.paid_at < $%d)`, since(f.Paid), before(f.Paid))
	}
	return l
}

// listingByPaid is a list of requests by their money. One with several payments
// in the span stands at its first.
func listingByPaid(f pay.RequestFilter, after pay.Place, isFew bool) listing {
	l := listing{place: [2]string{"p.paid_at", "p.serial"}, args: []any{text(f.Institution)}}
	total := amountsOf(f.AmountFrom, f.AmountTill)
	if isFew {
		l.from, l.sorted = fewPaid, true
		l.args = append(l.args, total.from, total.till, before(f.Paid))
		l.check(`(p.paid_at, p.serial) > ($%d, $%d) AND p.paid_at < $%d`, append(start(f.Paid, after), before(f.Paid))...)
	} else {
		l.from = requestsByPaid
		l.args = append(append(l.args, start(f.Paid, after)...), before(f.Paid))
		if total.set() {
			l.check(`r.total >= $%d AND r.total <= $%d`, total.from, total.till)
		}
	}
	l.unpaid(f)
	l.within("r.created", f.Created)
	l.within("r.expires", f.Expires)
	l.ofCurrency(f.Currency)
	l.check(`NOT EXISTS (SELECT 1 FROM payment q WHERE q.request = p.request AND q.paid_at >= $%d`+
		` AND (q.paid_at < p.paid_at OR q.paid_at = p.paid_at AND q.serial < p.serial))`, since(f.Paid))
	return l
}

// passing leaves entries of the index out whose amounts are not asked for.
func (l *listing) passing(condition string, a amounts) {
	if a.set() {
		l.from += condition
		l.args = append(l.args, a.from, a.till)
	}
}

// unpaid leaves out what is paid, in a form that leads no database to the index
// of what is not.
func (l *listing) unpaid(f pay.RequestFilter) {
	if f.OnlyUnpaid {
		l.check(`r.state || '' <> 'paid'`)
	}
}

// paymentListing is a list of payments by their money.
func paymentListing(f pay.PaymentFilter, after pay.Place, isFew bool) listing {
	l := listing{place: [2]string{"p.paid_at", "p.serial"}, args: []any{text(f.Institution)}}
	amount := amountsOf(f.AmountFrom, f.AmountTill)
	switch {
	case isFew:
		l.from, l.sorted = fewPayments, true
		l.args = append(append(append(l.args, amount.from, amount.till), start(f.Paid, after)...), before(f.Paid))
	case amount.one():
		l.from = paymentsOfAmount
		l.args = append(append(append(l.args, amount.from), start(f.Paid, after)...), before(f.Paid))
	default:
		l.from = paymentsByPaid
		l.args = append(append(l.args, start(f.Paid, after)...), before(f.Paid))
		l.passing(betweenAmounts, amount)
	}
	l.ofCurrency(f.Currency)
	return l
}
