package clients_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"viss.gov.lv/mm/internal/wire/webhook"
)

// notice is a signed notice as it came, with the key to verify it with.
type notice struct {
	Key        string `json:"key"`
	ID         string `json:"id"`
	Sent       string `json:"sent"`
	Signatures string `json:"signatures"`
	Body       string `json:"body"`
}

// noticeInbox is an institution's end, which keeps what it is sent.
type noticeInbox struct {
	*httptest.Server
	mu   sync.Mutex
	came []notice
}

func newNoticeInbox(t *testing.T) *noticeInbox {
	i := &noticeInbox{}
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		i.mu.Lock()
		defer i.mu.Unlock()
		i.came = append(i.came, notice{
			ID: r.Header.Get("webhook-id"), Sent: r.Header.Get("webhook-timestamp"), Signatures: r.Header.Get("webhook-signature"), Body: string(body),
		})
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(i.Close)
	return i
}

// wait gives all notices once there are so many.
func (i *noticeInbox) wait(t *testing.T, count int) []notice {
	t.Helper()
	var all []notice
	eventually(t, "notices", patience, func() bool {
		i.mu.Lock()
		defer i.mu.Unlock()
		all = append([]notice(nil), i.came...)
		return len(all) >= count
	})
	return all
}

// noticeRecipes are the ways to verify a notice: the published library, and
// what docs/protocol/notices.md shows. Each is a program that reads notices
// from a file and prints true or false for each of them.
func noticeRecipes(t *testing.T) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/protocol/notices.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	recipe := func(language, name, before, after string) string {
		found := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(page)
		if found == nil {
			t.Fatalf("the page shows no %s", language)
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(before+string(found[1])+after), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return map[string][]string{
		"the library": {tool(t, "node"), "testdata/node/notices.mjs"},
		"PHP": {tool(t, "php"), recipe("php", "notices.php", "<?php\n", `
foreach (json_decode(file_get_contents($argv[1]), true) as $n) {
    echo json_encode(fromMM($n['key'], $n['id'], $n['sent'], $n['signatures'], $n['body'])), "\n";
}
`)},
		"Python": {tool(t, "python3"), recipe("python", "notices.py", "", `
import json, sys
for n in json.load(open(sys.argv[1], encoding="utf-8")):
    print(json.dumps(from_mm(n["key"], n["id"], n["sent"], n["signatures"], n["body"].encode())))
`)},
		"Node": {tool(t, "node"), recipe("javascript", "notices.mjs", "", `
import { readFileSync } from "node:fs";
for (const n of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  console.log(fromMM(n.key, n.id, n.sent, n.signatures, n.body));
}
`)},
	}
}

// verified tells what a recipe says of notices: "true false …".
func verified(t *testing.T, recipe []string, notices ...notice) string {
	t.Helper()
	text, err := json.Marshal(notices)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "notices.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(mustRun(t, recipe[0], append(recipe[1:], path)...)), " ")
}

// spoilt are a notice and three forgeries of it.
func spoilt(n notice, otherKey string) []notice {
	body, id, key := n, n, n
	body.Body = strings.Replace(n.Body, `"sequence":`, `"sequence":1`, 1)
	id.ID += "0"
	key.Key = otherKey
	return []notice{n, body, id, key}
}

// What a service that chose signed notices receives, the library of Standard
// Webhooks and the documented recipes take for genuine, and nothing else.
func TestSignedNotices(t *testing.T) {
	t.Parallel()
	recipes := noticeRecipes(t)
	onBothStores(t, func(t *testing.T, database string) {
		d := startDemo(t, database)
		box := newNoticeInbox(t)
		id := d.own.save(t, sale{step: d.NoticeStep, lines: []line{{"Quantity", "1", "1"}}, response: d.ResponseURL, server: box.URL + "/mm?a=1"})
		d.pay(t, id, "approve")
		came := box.wait(t, 3)
		for n, kind := range []string{"payment.paid", "payment-request.paid", "document.issued"} {
			var news struct {
				Type, PaymentRequest string
				Sequence             int
			}
			if err := json.Unmarshal([]byte(came[n].Body), &news); err != nil || news.Type != kind || news.Sequence != n+1 || news.PaymentRequest != id {
				t.Errorf("notice %d: %s, %v", n+1, came[n].Body, err)
			}
			came[n].Key = d.NoticeSecret
			for _, word := range personal() {
				if strings.Contains(came[n].Body, word) {
					t.Errorf("%q is in %s", word, came[n].Body)
				}
			}
		}
		for _, name := range []string{"the library", "PHP", "Python"} {
			if said := verified(t, recipes[name], came...); said != "true true true" {
				t.Errorf("%s: %s", name, said)
			}
			if said := verified(t, recipes[name], spoilt(came[1], "whsec_"+strings.Repeat("QUJD", 11))...); said != "true false false false" {
				t.Errorf("%s, of forgeries: %s", name, said)
			}
		}

		d.mm(t, "delivery", "replay", "--institution", "VRAA", "--from", "2020-01-01", "--till", "2100-01-01", "--yes")
		again := box.wait(t, 6)[3:]
		for n := range again {
			again[n].Key = d.NoticeSecret
			if again[n].ID != came[n].ID || again[n].Body != came[n].Body {
				t.Errorf("replayed as %+v, want %+v", again[n], came[n])
			}
		}
		if said := verified(t, recipes["the library"], again...); said != "true true true" {
			t.Errorf("replayed: %s", said)
		}
	})
}

// A key changes while notices go on: for a time each is signed with both.
func TestKeyOfNoticesChanges(t *testing.T) {
	t.Parallel()
	d := startDemo(t, "")
	file := filepath.Join(t.TempDir(), "catalogue.yaml")
	use := func(keys string) {
		text := d.mm(t, "catalogue", "export")
		changed := regexp.MustCompile(`keys:\n(\s+- \d+\n)+`).ReplaceAllString(text, "keys: "+keys+"\n")
		if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		d.mm(t, "catalogue", "import", file, "--yes")
	}
	keys := func() []string {
		return regexp.MustCompile(`whsec_\S{44}`).FindAllString(d.mm(t, "notices", "keys", "--institution", "VRAA"), -1)
	}
	library := noticeRecipes(t)["the library"]
	// An import is in force within ten seconds, and notices show when.
	told := func(signatures int) notice {
		var last notice
		eventually(t, "signatures", patience, func() bool {
			box := newNoticeInbox(t)
			id := d.own.save(t, sale{step: d.NoticeStep, lines: []line{{"Quantity", "1", "1"}}, response: d.ResponseURL, server: box.URL})
			d.pay(t, id, "approve")
			last = box.wait(t, 1)[0]
			return len(strings.Fields(last.Signatures)) == signatures
		})
		return last
	}
	holds := func(n notice, want string, keys ...string) {
		t.Helper()
		var all []notice
		for _, key := range keys {
			n.Key = key
			all = append(all, n)
		}
		if said := verified(t, library, all...); said != want {
			t.Errorf("with %d signatures: %s, want %s", len(strings.Fields(n.Signatures)), said, want)
		}
	}
	first := keys()
	if len(first) != 1 || first[0] != d.NoticeSecret {
		t.Fatalf("at first: %v", first)
	}
	use("[1, 2]")
	both := keys()
	holds(told(2), "true true", both...)
	use("[2]")
	holds(told(1), "false true", both...)
}

// The recipes for Ed25519 hold, too.
func TestRecipesOfPublicKeys(t *testing.T) {
	t.Parallel()
	key, err := webhook.NewEd25519([]byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	other, err := webhook.NewEd25519([]byte(strings.Repeat("o", 32)))
	if err != nil {
		t.Fatal(err)
	}
	m := webhook.Message{ID: "01a1f0d2-7c31-7d6a-9a51-5f1f6f0e8b11-2", At: time.Now(), Body: []byte(`{"sequence":2,"number":"ā"}`)}
	signatures, err := webhook.Sign(m, other, key)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := webhook.NewEd25519([]byte(strings.Repeat("s", 32)))
	if err != nil {
		t.Fatal(err)
	}
	n := notice{Key: key.Receiver(), ID: m.ID, Sent: m.Timestamp(), Signatures: signatures, Body: string(m.Body)}
	recipes := noticeRecipes(t)
	for _, name := range []string{"PHP", "Node"} {
		if said := verified(t, recipes[name], spoilt(n, stranger.Receiver())...); said != "true false false false" {
			t.Errorf("%s: %s", name, said)
		}
	}
}
