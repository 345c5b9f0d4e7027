package authority

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"io"
)

// A password guess costs this many rounds. More would be felt by PHP, which
// opens the key anew for each connection.
const pbkdf2Rounds = 100_000

// encryptPKCS8 encrypts a PKCS #8 key with PBES2 (RFC 8018, section 6.2):
// PBKDF2 with HMAC-SHA-256, then AES-256 in CBC mode, as OpenSSL 3 writes it.
// The standard library reads and writes plain keys only.
func encryptPKCS8(entropy io.Reader, key []byte, password string) ([]byte, error) {
	salt, iv := make([]byte, 16), make([]byte, aes.BlockSize)
	for _, b := range [][]byte{salt, iv} {
		if _, err := io.ReadFull(entropy, b); err != nil {
			return nil, fmt.Errorf("encrypt private key: %w", err)
		}
	}
	secret, err := pbkdf2.Key(sha256.New, password, salt, pbkdf2Rounds, 32)
	if err != nil {
		return nil, fmt.Errorf("encrypt private key: %w", err)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("encrypt private key: %w", err)
	}
	padding := aes.BlockSize - len(key)%aes.BlockSize
	padded := append([]byte{}, key...)
	for range padding {
		padded = append(padded, byte(padding))
	}
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(padded, padded)
	return encodePBES2(salt, iv, padded)
}

// The structures of RFC 8018, appendix A, and RFC 5958, section 3.
type (
	encryptedPrivateKeyInfo struct {
		Algorithm     pkix.AlgorithmIdentifier
		EncryptedData []byte
	}
	pbes2Parameters struct {
		KeyDerivation pkix.AlgorithmIdentifier
		Encryption    pkix.AlgorithmIdentifier
	}
	pbkdf2Parameters struct {
		Salt       []byte
		Iterations int
		PRF        pkix.AlgorithmIdentifier
	}
)

func encodePBES2(salt, iv, encrypted []byte) ([]byte, error) {
	derivation, err := algorithm(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}, pbkdf2Parameters{
		Salt:       salt,
		Iterations: pbkdf2Rounds,
		PRF: pkix.AlgorithmIdentifier{
			Algorithm:  asn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}, // hmacWithSHA256
			Parameters: asn1.NullRawValue,
		},
	})
	if err != nil {
		return nil, err
	}
	encryption, err := algorithm(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}, iv) // aes256-CBC
	if err != nil {
		return nil, err
	}
	scheme, err := algorithm(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}, pbes2Parameters{derivation, encryption})
	if err != nil {
		return nil, err
	}
	out, err := asn1.Marshal(encryptedPrivateKeyInfo{scheme, encrypted})
	if err != nil {
		return nil, fmt.Errorf("encode encrypted private key: %w", err)
	}
	return out, nil
}

func algorithm(oid asn1.ObjectIdentifier, parameters any) (pkix.AlgorithmIdentifier, error) {
	der, err := asn1.Marshal(parameters)
	if err != nil {
		return pkix.AlgorithmIdentifier{}, fmt.Errorf("encode parameters of %s: %w", oid, err)
	}
	return pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.RawValue{FullBytes: der}}, nil
}
