package payer

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parse(t *testing.T, page string) document {
	t.Helper()
	at, err := url.Parse("https://mm.example/a/b?id=7")
	if err != nil {
		t.Fatal(err)
	}
	d, err := read(strings.NewReader(page), at, 200)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRead(t *testing.T) {
	t.Parallel()
	d := parse(t, `<!doctype html><title>T</title><h1>What <b>is</b>
		here</h1><a href="c">x</a><a name="n">y</a>
		<form method="post" action="/go?x=1"><input type="hidden" name="h" value="1">
		<input type=radio name=r value=a><input type=radio name=r value=b checked><input type=checkbox name=c checked>
		<input type=text name=t value="&quot;ā"><input name=off value=1 disabled><select name=s><option value=1><option value=2 selected></select>
		<textarea name=ta>text</textarea><button type=button name=no value=no>x</button><button name=b value=1>x</button>
		<input type=submit name=b value=2 formaction="/else"></form><form><input name=q></form><input name=outside>`)
	if d.title != "What is here" {
		t.Errorf("title %q", d.title)
	}
	if len(d.links) != 1 || d.links[0].String() != "https://mm.example/a/c" {
		t.Errorf("links %v", d.links)
	}
	if len(d.forms) != 2 {
		t.Fatalf("%d forms", len(d.forms))
	}
	f := d.forms[0]
	if f.action.String() != "https://mm.example/go?x=1" || f.method != "POST" || d.forms[1].action.String() != "https://mm.example/a/b?id=7" {
		t.Errorf("forms %+v", d.forms)
	}
	want := url.Values{"h": {"1"}, "r": {"b"}, "c": {"on"}, "t": {`"ā`}, "s": {"2"}, "ta": {"text"}}
	if diff := cmp.Diff(want, f.values(nil, nil)); diff != "" {
		t.Errorf("as it stands (-want +got):\n%s", diff)
	}
	want["r"], want["b"] = []string{"a"}, []string{"2"}
	if diff := cmp.Diff(want, f.values(f.press("b", "2"), map[string]string{"r": "a"})); diff != "" {
		t.Errorf("chosen and pressed (-want +got):\n%s", diff)
	}
	if b := f.press("b", "2"); b.action.String() != "https://mm.example/else" {
		t.Errorf("the button's action is %s", b.action)
	}
	if f.press("no", "no") != nil {
		t.Error("a button that sends nothing can be pressed")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`<form action="://"><input name=a><button>`)
	f.Add(`<form><form><select><option></form></select></table><input>`)
	f.Fuzz(func(t *testing.T, page string) {
		for _, form := range parse(t, page).forms {
			_ = form.values(firstButton(&form), map[string]string{"provider": "x"})
		}
	})
}
