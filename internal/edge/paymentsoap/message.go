package paymentsoap

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"viss.gov.lv/mm/internal/wire/soap"
	"viss.gov.lv/mm/pay"
)

// versionOf guesses the version of SOAP before the envelope is read, so that
// an early refusal can be read too.
func versionOf(r *http.Request) soap.Version {
	if strings.HasPrefix(strings.ToLower(r.Header.Get("Content-Type")), "application/soap+xml") {
		return soap.V12
	}
	return soap.V11
}

// read takes the message of a call and sets the version of the call by it.
func (h *Handler) read(w http.ResponseWriter, c *call) (soap.Envelope, error) {
	charset, err := contentCharset(c.r.Header)
	if err != nil {
		return soap.Envelope{}, err
	}
	buffer, ok := h.buffers.Get().(*bytes.Buffer)
	if !ok {
		buffer = new(bytes.Buffer)
	}
	buffer.Reset()
	defer h.buffers.Put(buffer)
	if err := h.receive(w, c.r, buffer); err != nil {
		return soap.Envelope{}, err
	}
	envelope, err := soap.Read(buffer.Bytes(), soap.Options{Limits: h.Limits, Charset: charset})
	if envelope.Version != 0 {
		c.version = envelope.Version
	}
	if err == nil {
		return envelope, nil
	}
	refused, ok := errors.AsType[*soap.Error](err)
	if !ok {
		return soap.Envelope{}, fmt.Errorf("read message: %w", err)
	}
	return soap.Envelope{}, h.unreadable(refused)
}

// receive reads the body within its bounds of size and time.
func (h *Handler) receive(w http.ResponseWriter, r *http.Request, buffer *bytes.Buffer) error {
	if r.ContentLength > int64(h.Limits.Bytes) {
		return h.tooLarge(nil)
	}
	_, err := buffer.ReadFrom(http.MaxBytesReader(w, r.Body, int64(h.Limits.Bytes)))
	if err == nil {
		setReadDeadline(w, time.Time{}) // it would end the context of a slow call
		return nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return h.tooLarge(err)
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return &refusal{status: http.StatusRequestTimeout, Err: &pay.Error{Code: pay.CodeMalformed, Err: err, Want: pay.Want{
			LV: "Ziņojums netika saņemts laikā.", EN: "The message did not arrive in time.",
		}}}
	}
	return &pay.Error{Code: pay.CodeMalformed, Err: err, Want: pay.Want{
		LV: "Ziņojums netika saņemts līdz galam.", EN: "The message did not arrive completely.",
	}}
}

// setReadDeadline bounds how long the rest of a message may take. It holds for
// refused calls too: the server reads on for a while after the answer. A writer
// that knows no deadlines leaves them to the server's ReadTimeout.
func setReadDeadline(w http.ResponseWriter, at time.Time) {
	_ = http.NewResponseController(w).SetReadDeadline(at)
}

// contentCharset checks the type of the message and gives its charset, empty
// when none is named.
func contentCharset(header http.Header) (string, error) {
	if coding := strings.ToLower(header.Get("Content-Encoding")); coding != "" && coding != "identity" {
		return "", &refusal{status: http.StatusUnsupportedMediaType, Err: &pay.Error{
			Code: pay.CodeMessageForm, Field: "Content-Encoding", Value: coding,
			Want: pay.Want{LV: "Sūtiet ziņojumu nesaspiestu.", EN: "Send the message without compression."},
		}}
	}
	given := header.Get("Content-Type")
	if given == "" {
		return "", nil
	}
	if strings.EqualFold(given, "text/xml; charset=utf-8") {
		return "utf-8", nil
	}
	media, parameters, err := mime.ParseMediaType(given)
	if err == nil {
		switch media {
		case "text/xml", "application/xml", "application/soap+xml":
			return parameters["charset"], nil
		}
	}
	return "", &refusal{status: http.StatusUnsupportedMediaType, Err: &pay.Error{
		Code: pay.CodeMessageForm, Field: "Content-Type", Value: given, Err: err,
		Want: pay.Want{LV: "Norādiet text/xml; charset=utf-8 (SOAP 1.2: application/soap+xml).", EN: "Give text/xml; charset=utf-8 (SOAP 1.2: application/soap+xml)."},
	}}
}
