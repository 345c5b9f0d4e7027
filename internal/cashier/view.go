package cashier

import (
	"context"
	"slices"

	"viss.gov.lv/mm/pay"
)

// View is what a payer may see of a request. Whoever holds the identifier may
// look and pay.
func (c *Cashier) View(ctx context.Context, id pay.ID) (pay.View, error) {
	r, err := c.Store.Request(ctx, id)
	if err != nil {
		return pay.View{}, notFound(err)
	}
	catalogue := c.Catalogue.Current()
	institution, ok := catalogue.Institutions[r.Institution]
	if !ok { // no longer in the catalogue; its requests live on
		institution = &pay.Institution{Code: r.Institution, Name: pay.Text{LV: string(r.Institution)}, Late: pay.LateAccept}
	}
	v := pay.View{Request: r, Institution: institution, Now: c.Business.Now(), Names: map[pay.ProviderCode]pay.Text{}}
	for code, info := range catalogue.Providers {
		v.Names[code] = info.Name
	}
	for _, code := range r.Detail.Offered {
		if info, ok := c.offered(catalogue, code); ok {
			v.Methods = append(v.Methods, info)
		}
	}
	preferred := func(p pay.ProviderInfo) bool { return p.Code == r.Detail.Preferred }
	if i := slices.IndexFunc(v.Methods, preferred); i >= 0 {
		v.Preferred = r.Detail.Preferred
		first := v.Methods[i]
		v.Methods = append([]pay.ProviderInfo{first}, slices.Delete(v.Methods, i, i+1)...)
	}
	if r.Paid() > 0 { // before that there can be none
		sent, err := c.receipts(ctx, id)
		if err != nil {
			return pay.View{}, err
		}
		v.Receipts = pay.Receipts(sent)
	}
	return v, nil
}

// offered tells whether a provider can be paid through now: it is active in the
// catalogue and this instance knows its protocol.
func (c *Cashier) offered(catalogue *pay.Catalogue, code pay.ProviderCode) (pay.ProviderInfo, bool) {
	info, ok := catalogue.Providers[code]
	if !ok || !info.Active {
		return pay.ProviderInfo{}, false
	}
	_, known := c.Providers[code]
	return *info, known
}
