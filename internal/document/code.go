package document

import (
	"encoding/base32"
	"errors"
	"strings"
)

// codeAlphabet is Crockford's: no I, L, O and U.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const codeLength = 16

var errCode = errors.New("not a verification code: want 16 letters and digits")

// codeOf is the short verification code of a digest. The digest covers the
// request's identifier, which nobody can guess, so neither can a code be
// guessed without having seen the document.
func codeOf(digest [32]byte) string {
	return base32.NewEncoding(codeAlphabet).WithPadding(base32.NoPadding).EncodeToString(digest[:10])
}

// ParseCode reads a code as a person types it: in either case, with spaces or
// hyphens, O for 0 and I or L for 1.
func ParseCode(s string) (string, error) {
	code := strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
	if len(code) != codeLength || strings.Trim(code, codeAlphabet) != "" {
		return "", errCode
	}
	return code, nil
}

// GroupedCode is a code as it is printed: in groups of four.
func GroupedCode(code string) string {
	var groups []string
	for ; len(code) > 4; code = code[4:] {
		groups = append(groups, code[:4])
	}
	return strings.Join(append(groups, code), "-")
}

// qrText is what the QR code holds: the link, and the statement after "#",
// where browsers keep it to themselves.
func qrText(link, statement string) string { return link + "#" + statement }

// StatementIn finds the statement in what a scanner read from the QR code, or
// takes the text as one; space around it is dropped.
func StatementIn(text string) string {
	text = strings.TrimSpace(text)
	if _, statement, found := strings.Cut(text, "#"); found {
		return statement
	}
	return text
}
