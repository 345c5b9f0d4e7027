package soap

// FaultCode says whose fault a fault is, in the words of SOAP 1.1.
type FaultCode string

// The codes; in SOAP 1.2 Client and Server are called Sender and Receiver.
const (
	ClientFault          FaultCode = "Client"
	ServerFault          FaultCode = "Server"
	VersionMismatchFault FaultCode = "VersionMismatch"
	MustUnderstandFault  FaultCode = "MustUnderstand"
)

func (c FaultCode) in(v Version) string {
	switch {
	case v == V12 && c == ClientFault:
		return "Sender"
	case v == V12 && c == ServerFault:
		return "Receiver"
	}
	return string(c)
}

// FaultCodeOf is the code that SOAP gives to a refused message.
func FaultCodeOf(r Reason) FaultCode {
	switch r {
	case VersionMismatch:
		return VersionMismatchFault
	case NotUnderstood:
		return MustUnderstandFault
	default:
		return ClientFault
	}
}

// Fault is a refusal on the wire.
type Fault struct {
	Code   FaultCode
	Text   string // for people
	Lang   string // of the text, as xml:lang
	Detail []byte // elements for programs, ready XML; may be empty
}

// FaultStatus is the HTTP status of every fault. SOAP 1.1 section 6.2 demands
// it. SOAP 1.2 would have 400 for the sender's faults, but WCF reads no fault
// from any other status than this, and sends this one itself in both versions.
const FaultStatus = 500

// AppendFault writes a whole envelope with a fault in it.
func AppendFault(dst []byte, v Version, f Fault) []byte {
	dst = AppendOpen(dst, v)
	if v == V12 {
		dst = appendFault12(dst, f)
	} else {
		dst = appendFault11(dst, f)
	}
	return AppendClose(dst)
}

// appendFault11 follows SOAP 1.1 section 4.4.
func appendFault11(dst []byte, f Fault) []byte {
	dst = append(dst, `<s:Fault><faultcode>s:`...)
	dst = append(dst, f.Code.in(V11)...)
	dst = append(dst, `</faultcode><faultstring xml:lang="`...)
	dst = AppendText(dst, f.Lang)
	dst = append(dst, `">`...)
	dst = AppendText(dst, f.Text)
	dst = append(dst, `</faultstring>`...)
	if len(f.Detail) > 0 {
		dst = append(dst, `<detail>`...)
		dst = append(dst, f.Detail...)
		dst = append(dst, `</detail>`...)
	}
	return append(dst, `</s:Fault>`...)
}

// appendFault12 follows SOAP 1.2 part 1 section 5.4.
func appendFault12(dst []byte, f Fault) []byte {
	dst = append(dst, `<s:Fault><s:Code><s:Value>s:`...)
	dst = append(dst, f.Code.in(V12)...)
	dst = append(dst, `</s:Value></s:Code><s:Reason><s:Text xml:lang="`...)
	dst = AppendText(dst, f.Lang)
	dst = append(dst, `">`...)
	dst = AppendText(dst, f.Text)
	dst = append(dst, `</s:Text></s:Reason>`...)
	if len(f.Detail) > 0 {
		dst = append(dst, `<s:Detail>`...)
		dst = append(dst, f.Detail...)
		dst = append(dst, `</s:Detail>`...)
	}
	return append(dst, `</s:Fault>`...)
}
