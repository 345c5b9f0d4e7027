package pay

import (
	"sync"
	"time"
)

// rigaZone loads the zone once; the rules are linked in, so it cannot fail.
var rigaZone = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/Riga")
	if err != nil {
		panic("time zone rules are not linked in: " + err.Error())
	}
	return zone
})
