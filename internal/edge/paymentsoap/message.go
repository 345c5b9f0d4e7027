package paymentsoap

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"viss.gov.lv/mm/internal/wire/receive"
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
	err := receive.Body(w, r, buffer, h.Limits.Bytes)
	if refused, ok := errors.AsType[*receive.Refused](err); ok {
		return unreceived(refused)
	}
	return err
}

// unreceived is the error of a message that did not arrive as it should. One
// that breaks off is a fault like others.
func unreceived(r *receive.Refused) error {
	err := &pay.Error{Code: pay.CodeMalformed, Err: r.Err, Want: pay.Want{LV: r.LV, EN: r.EN}}
	switch r.Status {
	case http.StatusBadRequest:
		return err
	case http.StatusRequestEntityTooLarge:
		err.Code = pay.CodeMessageTooLarge
	}
	return &refusal{status: r.Status, Err: err}
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
