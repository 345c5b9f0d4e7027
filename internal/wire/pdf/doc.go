// Package pdf writes tagged PDF 1.7 files, shaped as PDF/A-3 with level A
// asks: fonts embedded with their Unicode values, a structure tree in reading
// order, language and title, XMP, an sRGB output intent, and files attached
// with their relationship. What of it is proven is said in DESIGN.md.
//
// A Press holds what all documents share, prepared once; it is safe for
// concurrent use. The same calls always give the same bytes, as long as the
// compressor of the Go release is the same.
//
// Lengths are points (1/72 inch). Positions are measured from the top left
// corner of the page; that of a text is the left end of its baseline.
package pdf
