package payerweb

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"viss.gov.lv/mm/pay"
)

func TestDisplayChoices(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]display{
		"":                                   {pay.Latvian, "font-size-100", "normal"},
		"fs=font-size-125":                   {pay.Latvian, "font-size-125", "normal"},
		"fs=+FONT-SIZE-150+&language=eng":    {pay.English, "font-size-150", "normal"},
		"bm=black-on-yellow&language=LAT":    {pay.Latvian, "font-size-100", "black-on-yellow"},
		"+bm+=yellow-on-black":               {pay.Latvian, "font-size-100", "yellow-on-black"},
		"bm=normal":                          {pay.Latvian, "font-size-100", "normal"},
		"fs=font-size-200&bm=x&language=RUS": {pay.Latvian, "font-size-100", "normal"},
		"fs=bad&fs=font-size-150":            {pay.Latvian, "font-size-150", "normal"},
		"FS=font-size-125&Language=Eng":      {pay.English, "font-size-125", "normal"},
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := displayOf(choices(q)); got != want {
			t.Errorf("%q: %+v, want %+v", query, got, want)
		}
	}
}

func TestDisplayIsKeptForTheSession(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	first := c.get(home + "&fs=font-size-150&bm=black-on-yellow&language=ENG")
	c.wantPage(first, http.StatusOK, `<html lang="en" class="font-size-150 black-on-yellow">`)
	cookies := first.Result().Cookies()
	if len(cookies) != 1 || cookies[0].MaxAge != 0 || !cookies[0].Expires.IsZero() {
		t.Fatalf("cookies %v, want one for the session", cookies)
	}
	cookie := cookies[0].Name + "=" + cookies[0].Value
	later := c.get(home, "Cookie", cookie)
	c.wantPage(later, http.StatusOK, `<html lang="en" class="font-size-150 black-on-yellow">`)
	if len(later.Result().Cookies()) != 0 {
		t.Error("the cookie is set again without need")
	}
	// What the address says goes first; the rest stays.
	c.wantPage(c.get(home+"&bm=normal", "Cookie", cookie), http.StatusOK, `<html lang="en" class="font-size-150">`)
	c.wantPage(c.get(home, "Cookie", cookies[0].Name+"=%zz"), http.StatusOK, `<html lang="lv" class="font-size-100">`)
}

func TestDisplayIsSwitchedByLinks(t *testing.T) {
	t.Parallel()
	c := newCounter(t).with(view())
	w := c.get(home + "&fs=font-size-125")
	link := strings.ReplaceAll(home, "&", "&amp;")
	c.wantPage(w, http.StatusOK,
		link+`&amp;fs=font-size-125&amp;language=ENG"`, // keeps the size
		link+`&amp;fs=font-size-150"`,
		link+`&amp;bm=yellow-on-black&amp;fs=font-size-125"`,
		`class="font-size-125" href="`+link+`&amp;fs=font-size-125" aria-current="true"`,
	)
}

func TestTestBannerIsOnEveryPageOfADemo(t *testing.T) {
	t.Parallel()
	demo := newCounter(t, func(c *Config) { c.Demo = true })
	demo.wantPage(demo.get("/"), http.StatusNotFound, "Testa vide – nauda netiek pārskaitīta")
	if w := newCounter(t).get("/"); strings.Contains(w.Body.String(), "Testa vide") {
		t.Error("the banner is shown where money is moved")
	}
}
