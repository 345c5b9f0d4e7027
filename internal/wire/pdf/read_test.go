package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"runtime"
	"testing"
)

// It measures memory, so it runs alone. A small file that unpacks to much is refused before it has.
func TestAFileThatUnpacksToTooMuch(t *testing.T) {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(make([]byte, maxInflated/4))
	_ = w.Close()
	file := bytes.NewBufferString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for n := 1; n <= 200; n++ {
		fmt.Fprintf(file, "%d 0 obj\n<</Type/X/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n", n, packed.Len(), packed.Bytes())
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := parse(file.Bytes()); !errors.Is(err, ErrNotOurs) {
		t.Errorf("got %v", err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 10*maxInflated {
		t.Errorf("%d bytes were unpacked of a file of %d", used, file.Len())
	}
}
