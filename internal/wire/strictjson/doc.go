// Package strictjson reads JSON (RFC 8259) that others send, into a tree that
// keeps what was written: numbers as their digits, never rounded, and each
// value's own text.
//
// It is stricter than most readers where leniency would let two readers see
// two messages: names that come twice, in any case, are refused, and so are
// text after the value, broken UTF-8, halves of surrogate pairs, and anything
// that is nearly JSON. A byte order mark in front is forgiven. Size is the
// caller's to bound; depth and the number of values are bounded here.
package strictjson
