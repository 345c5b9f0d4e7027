// Package soap reads and writes SOAP 1.1 and 1.2 envelopes.
//
// Reading is strict about what XML and SOAP forbid and bounded in everything
// that a sender could grow: bytes, depth, elements, attributes. It makes a
// light tree of elements whose strings are parts of the one decoded message.
// It stands on a small tokenizer of its own and not on encoding/xml, because a
// call for a status is read in a quarter of the time, and because encoding/xml
// lets pass what must be refused here (document types, text after the root,
// several attributes of one name); a fuzz test holds the two against each
// other.
//
// Writing appends to a byte slice. The package knows nothing of MM.
package soap
