package soap

// Limits bounds what Read accepts. A message over a limit is refused before
// anything of its size is allocated.
type Limits struct {
	Bytes      int // of the message as received
	Depth      int // nested elements; the Envelope is at depth 1
	Elements   int // elements, comments and CDATA sections in the message
	Attributes int // attributes of one element, namespace declarations included
}

// DefaultLimits suit the calls of an integration service: a message of a
// thousand price-list lines passes.
func DefaultLimits() Limits {
	return Limits{Bytes: 512 << 10, Depth: 32, Elements: 10_000, Attributes: 32}
}

// maxBindings bounds the namespace declarations that are in scope at one place.
const maxBindings = 256
