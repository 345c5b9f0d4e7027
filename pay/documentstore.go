package pay

import (
	"context"
	"time"
)

// DocumentReader reads issued documents. Methods for one document return
// ErrNotFound when there is none.
type DocumentReader interface {
	// LatestDocument is the newest document of a request: the one that counts.
	LatestDocument(ctx context.Context, request ID) (*Document, error)
	// DocumentByCode finds a document by its verification code, as it is printed
	// but without hyphens.
	DocumentByCode(ctx context.Context, code string) (*Document, error)
	// Documents lists documents, newest first as far as instances agree on it.
	Documents(ctx context.Context, f DocumentFilter) ([]Document, error)
}

// DocumentFilter chooses documents.
type DocumentFilter struct {
	Number      DocumentNumber  // empty: any
	Institution InstitutionCode // empty: any
	Request     ID              // zero: any; its documents come in their order, the newest first
	Issued      Span            // with an institution or a request; without either, all are looked through
	Older       int64           // only those after this one in the list, by its repository number; 0: from the newest
	Limit       int             // 0: 100
}

// IssuedDocument is a document with what became of it.
type IssuedDocument struct {
	Document *Document
	// Replaced is the number of the document that counts in its place; empty
	// while this one does.
	Replaced DocumentNumber
}

// CopyLink lets its bearer fetch a copy of a request's document, once. What is
// kept of the secret in the link is its digest.
type CopyLink struct {
	Digest  [32]byte // SHA-256 of the secret
	Request ID
	Created time.Time // business clock
	Expires time.Time
}

// CopyLinkTerm is how long a link to a copy can be used.
const CopyLinkTerm = 30 * 24 * time.Hour

// CopyLinkStore keeps links to copies.
type CopyLinkStore interface {
	AddCopyLink(ctx context.Context, l CopyLink) error
	// CopyLinkOpen tells whether a link could be used at a moment.
	CopyLinkOpen(ctx context.Context, digest [32]byte, at time.Time) (bool, error)
	// UseCopyLink uses a link up and gives its request; ErrNotFound when it was
	// used, has expired or never was. Of callers at the same time one succeeds.
	UseCopyLink(ctx context.Context, digest [32]byte, at time.Time) (ID, error)
}
