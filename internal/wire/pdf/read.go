package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"
)

// ErrNotOurs says that a file was not written by this package, or was changed
// since.
var ErrNotOurs = errors.New("not a PDF as this package writes it")

// maxInflated bounds what all streams of a file may unpack to: anybody may ask
// for a file to be read, and a few kilobytes can unpack to gigabytes. A document
// of 500 lines needs a tenth of it.
const maxInflated = 8 << 20

// object is one numbered object of a file: its dictionary without what depends
// on the compressor, and its data unpacked.
type object struct {
	number     int
	at         int
	dictionary string
	data       []byte
}

// Attached gives the file that is attached to a PDF of this package. There must
// be exactly one.
func Attached(file []byte) ([]byte, error) {
	objects, err := parse(file)
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for _, o := range objects {
		if strings.HasPrefix(o.dictionary, "<</Type/EmbeddedFile/") {
			found = append(found, o.data)
		}
	}
	if len(found) != 1 {
		return nil, ErrNotOurs
	}
	return found[0], nil
}

// Same tells whether two files, each written by this package and wholly read,
// differ at most in how their streams are compressed: they show, say and hold
// the same. Every byte of both is accounted for, so nothing can hide in one.
func Same(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, err := parse(a)
	if err != nil {
		return false
	}
	y, err := parse(b)
	if err != nil || len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].number != y[i].number || x[i].dictionary != y[i].dictionary || !bytes.Equal(x[i].data, y[i].data) {
			return false
		}
	}
	return true
}

// parse reads a file strictly: the header, objects one after another without
// anything between them, a cross-reference stream that is right, the end.
func parse(file []byte) ([]object, error) {
	header := []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	rest, ok := bytes.CutPrefix(file, header)
	if !ok {
		return nil, ErrNotOurs
	}
	var objects []object
	room := maxInflated
	for !bytes.HasPrefix(rest, []byte("startxref\n")) {
		o, after, err := parseObject(rest, len(file)-len(rest), room)
		if err != nil {
			return nil, err
		}
		room -= len(o.data)
		objects, rest = append(objects, o), after
	}
	if len(objects) == 0 {
		return nil, ErrNotOurs
	}
	table := &objects[len(objects)-1]
	if string(rest) != "startxref\n"+strconv.Itoa(table.at)+"\n%%EOF\n" || !strings.HasPrefix(table.dictionary, "<</Type/XRef/") {
		return nil, ErrNotOurs
	}
	return objects, table.settle(objects)
}

// parseObject reads "N 0 obj", a dictionary, perhaps a stream, "endobj". Room is
// what the stream may unpack to.
func parseObject(rest []byte, at, room int) (object, []byte, error) {
	number, body, ok := bytes.Cut(rest, []byte(" 0 obj\n"))
	n, err := strconv.Atoi(string(number))
	if !ok || err != nil || strconv.Itoa(n) != string(number) || n < 1 {
		return object{}, nil, ErrNotOurs
	}
	o := object{number: n, at: at}
	line, after, ok := bytes.Cut(body, []byte("\n"))
	if !ok {
		return object{}, nil, ErrNotOurs
	}
	o.dictionary = string(line)
	if after, ok := bytes.CutPrefix(after, []byte("endobj\n")); ok {
		return o, after, nil
	}
	after, ok = bytes.CutPrefix(after, []byte("stream\n"))
	before, length, found := strings.Cut(o.dictionary, "/Length ")
	size, err := strconv.Atoi(strings.TrimSuffix(length, ">>"))
	if !ok || !found || err != nil || size < 0 || size > len(after) || length != strconv.Itoa(size)+">>" {
		return object{}, nil, ErrNotOurs
	}
	o.dictionary, o.data = before, after[:size]
	if after, ok = bytes.CutPrefix(after[size:], []byte("\nendstream\nendobj\n")); !ok {
		return object{}, nil, ErrNotOurs
	}
	if strings.HasSuffix(before, "/Filter/FlateDecode") {
		if o.data, err = inflate(o.data, room); err != nil {
			return object{}, nil, err
		}
	}
	return o, after, nil
}

// inflate unpacks a stream that must end where its data end.
func inflate(packed []byte, room int) ([]byte, error) {
	source := bytes.NewReader(packed)
	r, err := zlib.NewReader(source)
	if err != nil {
		return nil, ErrNotOurs
	}
	data, err := io.ReadAll(io.LimitReader(r, int64(room)+1))
	if err != nil || len(data) > room || source.Len() > 0 {
		return nil, ErrNotOurs
	}
	return data, nil
}

// settle checks that each entry of the cross-reference stream points to the
// object that stands there, and takes out of it what depends on the compressor:
// the offsets, and the file's identifier.
func (table *object) settle(objects []object) error {
	before, id, ok := strings.Cut(table.dictionary, "/ID[<")
	if !ok || len(id) != len("0123456789abcdef0123456789abcdef><0123456789abcdef0123456789abcdef>]/Filter/FlateDecode") {
		return ErrNotOurs
	}
	table.dictionary = before
	if len(table.data)%7 != 0 {
		return ErrNotOurs
	}
	settled := bytes.Clone(table.data)
	for _, o := range objects {
		if (o.number+1)*7 > len(settled) {
			return ErrNotOurs
		}
		entry := settled[o.number*7:]
		if entry[0] != 1 || int(binary.BigEndian.Uint32(entry[1:])) != o.at {
			return ErrNotOurs
		}
		entry[0] = 3 // seen
		binary.BigEndian.PutUint32(entry[1:], 0)
	}
	for i := 0; i < len(settled); i += 7 {
		if settled[i] == 1 { // points to where no object stands
			return ErrNotOurs
		}
	}
	table.data = settled
	return nil
}
