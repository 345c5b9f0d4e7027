package pay

import "context"

// CounterStore shows the counters from which numbers come beside the numbers that
// are in use, so that a database put together from parts of different age is
// recognised before it gives a number out twice.
type CounterStore interface {
	// Counters reads all of them. Its cost does not grow with history.
	Counters(ctx context.Context) (Counters, error)
}

// Counters are where numbers come from.
type Counters struct {
	NextSerial    int64 // the next one that nobody has
	HighestSerial int64 // of a request, payment, attempt or document; 0 when there is none
	Series        []SeriesCounter
}

// SeriesCounter is the counter of the documents of one author in one year.
type SeriesCounter struct {
	Institution InstitutionCode
	Series      string
	Year        int
	Last        int64 // serial that was given last
}

// Next is the number that the series' next document gets.
func (s SeriesCounter) Next() (DocumentNumber, error) {
	return DocumentNumberOf(s.Series, s.Year, s.Last+1)
}
