package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"sync"
)

// level of compression: on these pages it takes half the time of the default,
// for files larger by a thirtieth.
const level = 3

// compressor makes Flate streams. Writers are kept, since one takes hundreds of
// kilobytes to make.
type compressor struct {
	level   int
	writers sync.Pool
}

// deflate compresses bytes. Writing to memory cannot fail, nor can a level that
// there is.
func (c *compressor) deflate(data []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(data)/3 + 64)
	w, ok := c.writers.Get().(*zlib.Writer)
	if ok {
		w.Reset(&out)
	} else {
		w, _ = zlib.NewWriterLevel(&out, c.level)
	}
	_, _ = w.Write(data)
	_ = w.Close()
	c.writers.Put(w)
	return out.Bytes()
}

// stream is a compressed stream object; entries are those of its dictionary
// beside the filter and the length.
func (c *compressor) stream(entries string, data []byte) []byte {
	packed := c.deflate(data)
	b := fmt.Appendf(make([]byte, 0, len(packed)+len(entries)+80), "<<%s/Filter/FlateDecode/Length %d>>\nstream\n", entries, len(packed))
	b = append(b, packed...)
	return append(b, "\nendstream"...)
}

// plainStream is a stream object that is not compressed.
func plainStream(entries string, data []byte) []byte {
	b := fmt.Appendf(nil, "<<%s/Length %d>>\nstream\n", entries, len(data))
	b = append(b, data...)
	return append(b, "\nendstream"...)
}
