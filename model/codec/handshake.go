package codec

import (
	"fmt"
	"time"

	"deputy/model"
	"deputy/model/phrase"
)

// The open handshakes of a reading, as ListHandshakesForOrganization returns them.
type (
	savedHandshake struct {
		ID        string       `json:"Id"`
		Action    string       `json:"Action,omitempty"`
		State     string       `json:"State,omitempty"`
		Requested time.Time    `json:"RequestedTimestamp,omitzero"`
		Expires   time.Time    `json:"ExpirationTimestamp,omitzero"`
		Parties   []savedParty `json:"Parties,omitempty"`
	}
	savedParty struct {
		Type string `json:"Type"`
		ID   string `json:"Id"`
	}
)

var (
	handshakeKeys = []string{"Id", "Action", "State", "RequestedTimestamp", "ExpirationTimestamp", "Parties"}
	partyKeys     = []string{"Type", "Id"}
)

// handshakes writes the open handshakes; nothing if they were not read.
func (e *encoder) handshakes(s *model.Snapshot) {
	if s.Handshakes == nil {
		return
	}
	list(e, "handshakes", s.Handshakes.Open, func(h model.Handshake) savedHandshake {
		saved := savedHandshake{h.ID, h.Action, h.State, phrase.UTC(h.Requested), phrase.UTC(h.Expires), nil}
		for _, p := range h.Parties {
			saved.Parties = append(saved.Parties, savedParty(p))
		}
		return saved
	})
}

// handshakes reads what the encoder's function of that name writes.
func (d *decoder) handshakes() error {
	d.s.Handshakes = &model.HandshakesFact{}
	return d.elements(d.handshake)
}

func (d *decoder) handshake() error {
	var h model.Handshake
	if err := d.object(handshakeKeys, func(n int) error {
		switch n {
		case 3:
			return d.time(&h.Requested)
		case 4:
			return d.time(&h.Expires)
		case 5:
			return d.list(func() error {
				if err := d.count(); err != nil {
					return err
				}
				p, err := d.party()
				h.Parties = append(h.Parties, p)
				return err
			})
		default:
			return keep(d.scanner, []*string{&h.ID, &h.Action, &h.State}[n])
		}
	}); err != nil {
		return err
	}
	if h.ID == "" {
		return errWithout("Id")
	}
	d.s.Handshakes.Open = append(d.s.Handshakes.Open, h)
	return nil
}

func (d *decoder) party() (p model.HandshakeParty, err error) {
	err = d.object(partyKeys, func(n int) error {
		return keep(d.scanner, []*string{&p.Type, &p.ID}[n])
	})
	return p, err
}

// checkHandshakes refuses a handshake that appears twice in the sorted list.
func checkHandshakes(s *model.Snapshot) error {
	if s.Handshakes == nil {
		return nil
	}
	if h := duplicate(s.Handshakes.Open, func(h model.Handshake) string { return h.ID }); h != nil {
		return fmt.Errorf("handshake %q appears twice", phrase.Shorten(h.ID))
	}
	return nil
}

// handshakes writes or reads the open handshakes.
func (c *cache) handshakes(s *model.Snapshot) {
	known := s.Handshakes != nil
	if c.boolean(&known); !known {
		return
	}
	if c.reads() {
		s.Handshakes = &model.HandshakesFact{}
	}
	elements(c, &s.Handshakes.Open, func(h *model.Handshake) {
		text(c, &h.ID)
		word(c, &h.Action)
		word(c, &h.State)
		c.time(&h.Requested)
		c.time(&h.Expires)
		elements(c, &h.Parties, func(p *model.HandshakeParty) {
			word(c, &p.Type)
			text(c, &p.ID)
		})
	})
}
