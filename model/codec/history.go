package codec

import (
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// The changes in CloudTrail's event history, as far as they were read.
type (
	savedHistory struct {
		From   time.Time          `json:"from,omitzero"`
		To     time.Time          `json:"to"`
		Events []savedChangeEvent `json:"events"`
		Gaps   []savedGap         `json:"gaps,omitempty"`
	}
	savedChangeEvent struct {
		ID        string            `json:"eventID"`
		Request   string            `json:"requestID,omitempty"`
		At        time.Time         `json:"eventTime"`
		Service   string            `json:"service"`
		Operation string            `json:"eventName"`
		Region    model.Region      `json:"awsRegion,omitempty"`
		Caller    string            `json:"caller,omitempty"`
		By        string            `json:"by,omitempty"`
		Via       string            `json:"invokedBy,omitempty"`
		Address   string            `json:"sourceIPAddress,omitempty"`
		Agent     string            `json:"userAgent,omitempty"`
		Values    []savedEventValue `json:"values,omitempty"`
	}
	savedEventValue struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

var (
	historyKeys     = []string{"from", "to", "events", "gaps"}
	changeEventKeys = []string{"eventID", "requestID", "eventTime", "service", "eventName", "awsRegion", "caller", "by", "invokedBy", "sourceIPAddress", "userAgent", "values"}
	eventValueKeys  = []string{"name", "value"}
)

func saveHistory(h *model.History) savedHistory {
	saved := savedHistory{From: phrase.UTC(h.From), To: phrase.UTC(h.To), Events: make([]savedChangeEvent, len(h.Events))}
	for i := range h.Events {
		e := &h.Events[i]
		x := savedChangeEvent{e.ID, e.Request, phrase.UTC(e.At), e.Service, e.Operation, e.Region, e.Caller, e.By, e.Via, e.Address, e.Agent, nil}
		for _, v := range e.Values {
			x.Values = append(x.Values, savedEventValue(v))
		}
		saved.Events[i] = x
	}
	for i := range h.Gaps {
		saved.Gaps = append(saved.Gaps, saveGap(h.Gaps[i]))
	}
	return saved
}

// history reads the event history; one without the time to which it goes was never
// read to the end.
func (d *decoder) history() error {
	var h model.History
	err := d.object(historyKeys, func(n int) error {
		switch n {
		case 0:
			return d.time(&h.From)
		case 1:
			return d.time(&h.To)
		case 2:
			return d.elements(func() error {
				e, err := d.changeEvent()
				h.Events = append(h.Events, e)
				return err
			})
		default:
			return d.elements(func() error {
				gap, err := d.readGap()
				h.Gaps = append(h.Gaps, gap)
				return err
			})
		}
	})
	if !h.To.IsZero() {
		d.s.History = &h
	}
	return err
}

func (d *decoder) changeEvent() (e model.ChangeEvent, err error) {
	err = d.object(changeEventKeys, func(n int) error {
		switch n {
		case 0:
			return keep(d.scanner, &e.ID)
		case 1:
			return keep(d.scanner, &e.Request)
		case 2:
			return d.time(&e.At)
		case 5:
			return intern(d.scanner, &e.Region)
		case 11:
			return d.list(func() error {
				if err := d.count(); err != nil {
					return err
				}
				v, err := d.eventValue()
				e.Values = append(e.Values, v)
				return err
			})
		default:
			return intern(d.scanner, []*string{3: &e.Service, 4: &e.Operation, 6: &e.Caller, 7: &e.By, 8: &e.Via, 9: &e.Address, 10: &e.Agent}[n])
		}
	})
	if err == nil && e.ID == "" {
		err = errWithout("eventID")
	}
	return e, err
}

func (d *decoder) eventValue() (v model.EventValue, err error) {
	err = d.object(eventValueKeys, func(n int) error { return intern(d.scanner, []*string{&v.Name, &v.Value}[n]) })
	return v, err
}

// history writes or reads the event history of a cache.
func (c *cache) history(s *model.Snapshot) {
	known := s.History != nil
	if c.boolean(&known); !known {
		return
	}
	if c.reads() {
		s.History = &model.History{}
	}
	c.time(&s.History.From)
	c.time(&s.History.To)
	elements(c, &s.History.Events, func(e *model.ChangeEvent) {
		text(c, &e.ID)
		text(c, &e.Request)
		c.time(&e.At)
		for _, v := range []*string{&e.Service, &e.Operation, &e.Caller, &e.By, &e.Via, &e.Address, &e.Agent} {
			word(c, v)
		}
		word(c, &e.Region)
		elements(c, &e.Values, func(v *model.EventValue) {
			word(c, &v.Name)
			word(c, &v.Value)
		})
	})
	elements(c, &s.History.Gaps, c.gap)
}
