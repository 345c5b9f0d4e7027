package notify

import (
	"errors"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"
)

// smtpTaken is the answer with which a server takes a message over (RFC 5321,
// section 4.2.3).
const smtpTaken = 250

// mailFailure puts into words why a server did not take a message. What the
// server itself says is not shown: it mostly holds the address. A refusal of
// the message with a permanent code is final; of the connection or the
// signing-in it is not, since that can be mended on our side.
func mailFailure(err error) answer {
	if refused, ok := errors.AsType[*mail.SendError](err); ok && refused.ErrorCode() != 0 {
		return answer{
			status: refused.ErrorCode(),
			result: codes(refused.ErrorCode(), refused.EnhancedStatusCode()) + ", " + mailStep(refused.Reason),
			final:  refused.ErrorCode() >= 500,
		}
	}
	if spoken, ok := errors.AsType[*textproto.Error](err); ok {
		return answer{status: spoken.Code, result: strconv.Itoa(spoken.Code) + ", before the message"}
	}
	switch {
	case err == nil:
		return answer{result: "no answer"}
	case errors.Is(err, mail.ErrNoSupportedAuthDiscovered), errors.Is(err, mail.ErrPlainAuthNotSupported), strings.Contains(err.Error(), "SMTP AUTH"):
		return answer{result: "signing in failed"}
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		return answer{result: "the server offers no STARTTLS"}
	}
	return silence(err)
}

// codes is a code with the enhanced one, which says more ("550 5.1.1").
func codes(code int, enhanced string) string {
	if enhanced == "" {
		return strconv.Itoa(code)
	}
	return strconv.Itoa(code) + " " + enhanced
}

// mailStep names the step of the conversation that failed.
func mailStep(r mail.SendErrReason) string {
	switch r {
	case mail.ErrSMTPMailFrom:
		return "sender refused"
	case mail.ErrSMTPRcptTo:
		return "receiver refused"
	case mail.ErrSMTPData, mail.ErrSMTPDataClose, mail.ErrWriteContent:
		return "message refused"
	default:
		return "refused"
	}
}
