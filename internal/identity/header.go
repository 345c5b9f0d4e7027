package identity

import (
	"encoding/base64"
	"encoding/pem"
	"errors"
	"net/url"
	"strings"
)

const (
	longestHeader = 64 << 10 // what TLS takes of certificates, too
	mostAbove     = 8
)

var (
	errTooLong      = errors.New("too long")
	errByteSequence = errors.New("want a byte sequence between colons, as in :TWFrc8SBanVtaQ==: (RFC 9440, section 2.1)")
	errEscapedPEM   = errors.New("want a URL-escaped PEM certificate and nothing else")
)

// parseByteSequence reads one structured-field byte sequence (RFC 8941,
// section 3.3.5), the form of Client-Cert. Parameters are not defined for it
// and are refused.
func parseByteSequence(s string) ([][]byte, error) {
	if len(s) > longestHeader {
		return nil, errTooLong
	}
	s = strings.Trim(s, " \t")
	if len(s) < 3 || s[0] != ':' || s[len(s)-1] != ':' {
		return nil, errByteSequence
	}
	encoded := strings.TrimRight(s[1:len(s)-1], "=") // padding may be missing
	if strings.ContainsAny(encoded, "\r\n") {        // the decoder would skip them
		return nil, errByteSequence
	}
	der, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil || len(der) == 0 {
		return nil, errByteSequence
	}
	return [][]byte{der}, nil
}

// parseByteSequences reads a list of byte sequences, which may be spread over
// several header lines, the form of Client-Cert-Chain (RFC 9440, section 2.3).
func parseByteSequences(values []string) ([][]byte, error) {
	all := strings.Join(values, ",")
	if len(all) > longestHeader {
		return nil, errTooLong
	}
	if strings.Trim(all, " \t") == "" {
		return nil, nil
	}
	var ders [][]byte
	for item := range strings.SplitSeq(all, ",") {
		one, err := parseByteSequence(item)
		if err != nil {
			return nil, err
		}
		ders = append(ders, one...)
	}
	return ders, nil
}

// parseEscapedPEM reads URL-escaped PEM: a certificate, and intermediates that
// may follow. A plus sign stands for itself, since it belongs to base64.
func parseEscapedPEM(s string) ([][]byte, error) {
	if len(s) > longestHeader {
		return nil, errTooLong
	}
	text, err := url.PathUnescape(s)
	if err != nil {
		return nil, errEscapedPEM
	}
	var ders [][]byte
	for rest := strings.TrimSpace(text); rest != ""; {
		if !strings.HasPrefix(rest, "-----BEGIN CERTIFICATE-----") {
			return nil, errEscapedPEM
		}
		block, left := pem.Decode([]byte(rest))
		if block == nil || block.Type != "CERTIFICATE" || len(block.Headers) > 0 || len(block.Bytes) == 0 {
			return nil, errEscapedPEM
		}
		ders = append(ders, block.Bytes)
		rest = strings.TrimSpace(string(left))
	}
	if len(ders) == 0 {
		return nil, errEscapedPEM
	}
	return ders, nil
}
