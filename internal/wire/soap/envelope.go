package soap

import "strings"

// Version of SOAP. The zero value is not known; it is written as SOAP 1.1.
type Version int

// The versions.
const (
	V11 Version = iota + 1 // SOAP 1.1, W3C Note of 2000
	V12                    // SOAP 1.2, W3C Recommendation of 2007
)

// The namespaces of the envelopes.
const (
	Namespace11 = "http://schemas.xmlsoap.org/soap/envelope/"
	Namespace12 = "http://www.w3.org/2003/05/soap-envelope"
)

// Namespace is that of the version's envelope.
func (v Version) Namespace() string {
	if v == V12 {
		return Namespace12
	}
	return Namespace11
}

// Envelope is a message that was read.
type Envelope struct {
	Version Version
	Header  *Element // nil when there is none
	Body    *Element
	Source  string // the whole message in UTF-8, as the signatures inside it need it
}

// Payload is the first element of the Body: the operation called. Read makes
// sure that there is one.
func (e *Envelope) Payload() *Element { return e.Body.first }

// Options say how Read treats a message.
type Options struct {
	Limits  Limits
	Charset string // from the Content-Type, empty when it names none
	// Understands tells whether the receiver processes a header block. A
	// mandatory block that it does not understand refuses the message; nil
	// understands none.
	Understands func(*Element) bool
}

// Read reads a message. An error is always an *Error; the envelope that comes
// with it has its Version set if the message got so far as to tell, so that the
// fault can be written in the sender's.
func Read(body []byte, o Options) (Envelope, error) {
	if len(body) > o.Limits.Bytes {
		return Envelope{}, refuse(TooLarge, "the message is too large", "")
	}
	source, err := decode(body, o.Charset)
	if err != nil {
		return Envelope{}, err
	}
	env := Envelope{Source: source}
	if i := badCharacter(source); i >= 0 {
		err := refuse(BadCharacter, "a character that XML does not allow", "")
		err.Line = 1 + strings.Count(source[:i], "\n")
		return env, err
	}
	root, err := parse(source, o.Limits)
	if err != nil {
		return env, err
	}
	if err := env.open(root); err != nil {
		return env, err
	}
	if err := env.mandatory(o.Understands); err != nil {
		return env, err
	}
	return env, nil
}

// open finds the parts of an envelope.
func (e *Envelope) open(root *Element) *Error {
	if root.Name != "Envelope" {
		return refuse(NotEnvelope, "not a SOAP envelope but", root.Name)
	}
	switch root.Space {
	case Namespace11:
		e.Version = V11
	case Namespace12:
		e.Version = V12
	default:
		return refuse(VersionMismatch, "not a SOAP 1.1 or 1.2 envelope but one of namespace", root.Space)
	}
	for part := range root.Children() {
		switch {
		case part.Space != root.Space:
			return refuse(BadStructure, "an element out of place in the envelope", part.Name)
		case part.Name == "Header" && e.Header == nil && e.Body == nil:
			e.Header = part
		case part.Name == "Body" && e.Body == nil:
			e.Body = part
		default:
			return refuse(BadStructure, "an element out of place in the envelope", part.Name)
		}
	}
	if e.Body == nil || e.Body.first == nil {
		return refuse(NoBody, "the envelope has no Body with an operation in it", "")
	}
	return nil
}

// mandatory looks for header blocks that the receiver must understand, SOAP
// 1.1 section 4.2.3 and SOAP 1.2 part 1 section 5.2.3.
func (e *Envelope) mandatory(understands func(*Element) bool) *Error {
	if e.Header == nil {
		return nil
	}
	for block := range e.Header.Children() {
		must, _ := block.Attr(e.Version.Namespace(), "mustUnderstand")
		must = strings.TrimSpace(must)
		if must != "1" && must != "true" || !e.forUs(block) {
			continue
		}
		if understands == nil || !understands(block) {
			return refuse(NotUnderstood, "a mandatory header that is not understood", block.Name)
		}
	}
	return nil
}

// forUs tells whether a header block is meant for the ultimate receiver, which
// is what an endpoint is, or for whoever comes next.
func (e *Envelope) forUs(block *Element) bool {
	name := "actor"
	if e.Version == V12 {
		name = "role"
	}
	whom, _ := block.Attr(e.Version.Namespace(), name)
	switch strings.TrimSpace(whom) {
	case "", "http://schemas.xmlsoap.org/soap/actor/next",
		Namespace12 + "/role/next", Namespace12 + "/role/ultimateReceiver":
		return true
	}
	return false
}
