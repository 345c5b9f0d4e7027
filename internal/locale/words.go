package locale

import (
	"fmt"
	"strings"
	"sync"
)

// entry is one text of the catalogue in both languages.
type entry struct {
	key    string
	lv, en string
}

// catalogue is every text that there is. A part per reader, so that a part can
// be proof-read on its own.
func catalogue() []entry {
	var all []entry
	for _, part := range [][]entry{frameTexts(), chooseTexts(), outcomeTexts(), problemTexts(), receiptTexts(), mailTexts(), aboutTexts(), documentTexts()} {
		all = append(all, part...)
	}
	return all
}

// Words speaks one language.
type Words struct {
	language Language
	messages map[string]message
}

// spoken reads the catalogue once; a text that cannot be read is left out and
// shows as its key, and a test sees to it that there is none.
var spoken = sync.OnceValue(func() map[Language]*Words {
	lv := &Words{Latvian, map[string]message{}}
	en := &Words{English, map[string]message{}}
	for _, e := range catalogue() {
		if m, err := parseMessage(e.lv); err == nil {
			lv.messages[e.key] = m
		}
		if m, err := parseMessage(e.en); err == nil {
			en.messages[e.key] = m
		}
	}
	return map[Language]*Words{Latvian: lv, English: en}
})

// In gives the words of a language; Latvian for one that MM does not speak.
func In(l Language) *Words {
	if w, ok := spoken()[l]; ok {
		return w
	}
	return spoken()[Latvian]
}

// Language is the language that is spoken.
func (w *Words) Language() Language { return w.language }

// Text says the text of a key. Pairs are the names of its parameters and their
// values in turn: Text("redirect.text", "bank", name). A number that chooses a
// plural form is an int. What is not there shows as its name in ⟦⟧, which no
// text of the catalogue holds: a page with a fault is better than none.
func (w *Words) Text(key string, pairs ...any) string {
	m, ok := w.messages[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	var b strings.Builder
	m.write(&b, w, args)
	return b.String()
}
