// Package page is what the pages of the stand-ins share: how the payer reads
// (language, size of letters, contrast), the frame with its style sheet, and
// the writing of money and moments. The pages work without scripts.
package page
