package paytest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"viss.gov.lv/mm/pay"
)

var (
	_ pay.DocumentReader = (*Memory)(nil)
	_ pay.CopyLinkStore  = (*Memory)(nil)
)

// memoryIssue is a document that waits for its number.
type memoryIssue struct {
	document *pay.Document
	finish   func(serial int64) error
}

// memoryLink is a link to a copy, and whether it was used.
type memoryLink struct {
	pay.CopyLink

	used bool
}

// LatestDocument reads the newest document of a request.
func (m *Memory) LatestDocument(_ context.Context, request pay.ID) (*pay.Document, error) {
	return m.document(func(d *pay.Document) bool { return d.Request == request })
}

// DocumentByCode finds a document by its code.
func (m *Memory) DocumentByCode(_ context.Context, code string) (*pay.Document, error) {
	return m.document(func(d *pay.Document) bool { return d.Verification.Code == code })
}

func (m *Memory) document(wanted func(*pay.Document) bool) (*pay.Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.latest(wanted)
}

func (m *Memory) latest(wanted func(*pay.Document) bool) (*pay.Document, error) {
	for _, d := range slices.Backward(m.documents) {
		if wanted(&d) {
			return &d, nil
		}
	}
	return nil, pay.ErrNotFound
}

// Documents lists documents, newest first.
func (m *Memory) Documents(_ context.Context, f pay.DocumentFilter) ([]pay.Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []pay.Document
	for _, d := range slices.Backward(m.documents) {
		if d.Repository == f.Older {
			found = nil // those before it in the list
			continue
		}
		if fits(f.Number, d.Number) && fits(f.Institution, d.Institution) && fits(f.Request, d.Request) && within(f.Issued, d.Issued) {
			found = append(found, d)
		}
	}
	return first(found, f.Limit), nil
}

// AddCopyLink keeps a link.
func (m *Memory) AddCopyLink(_ context.Context, l pay.CopyLink) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.links[l.Digest] = &memoryLink{CopyLink: l}
	return nil
}

// CopyLinkOpen tells whether a link could be used.
func (m *Memory) CopyLinkOpen(_ context.Context, digest [32]byte, at time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.links[digest]
	return ok && !l.used && l.Expires.After(at), nil
}

// UseCopyLink uses a link up.
func (m *Memory) UseCopyLink(_ context.Context, digest [32]byte, at time.Time) (pay.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, ok := m.links[digest]
	if !ok || l.used || !l.Expires.After(at) {
		return pay.ID{}, pay.ErrNotFound
	}
	l.used = true
	return l.Request, nil
}

func (t *memoryTx) LatestDocument(request pay.ID) (*pay.Document, error) {
	return t.m.latest(func(d *pay.Document) bool { return d.Request == request })
}

func (t *memoryTx) AddDocument(d *pay.Document, finish func(serial int64) error) {
	t.needs(d.Request)
	t.issue = &memoryIssue{d, finish}
}

// number gives the document its number, once nothing else can fail.
func (t *memoryTx) number() error {
	if t.issue == nil {
		return nil
	}
	d := t.issue.document
	series := fmt.Sprintf("%s %s %d", d.Institution, pay.DocumentSeries(d.Institution), pay.DocumentYear(d.Issued))
	serial := t.m.series[series] + 1
	if err := t.issue.finish(serial); err != nil {
		return err
	}
	t.m.series[series] = serial
	t.m.documents = append(t.m.documents, *d)
	return nil
}
