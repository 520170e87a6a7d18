package cloudtrail

import "errors"

// wrapped is what decoding an object comes to that is none of an event, but holds
// events: the key at whose value the scanner stands.
type wrapped struct{ key string }

func (w *wrapped) Error() string { return "it is not an event but holds events in " + w.key }

// event reads an object as an event. If it holds events instead, the error is
// wrapped.
func (s *scanner) event(e *Event) error {
	return s.members(func(key string) error { return s.field(e, key) })
}

// field reads the value of one of an event's keys. Query results spell keys in
// small letters.
func (s *scanner) field(e *Event, key string) error {
	switch key {
	case "eventName", "eventname":
		return s.word(&e.Name)
	case "eventSource", "eventsource":
		return s.word(&e.Source)
	case "eventTime", "eventtime":
		return s.word(&e.Time)
	case "awsRegion", "awsregion":
		return s.word(&e.Region)
	case "eventID", "eventid":
		return s.word(&e.ID)
	case "userIdentity", "useridentity":
		return s.structured(func(s *scanner) error { return s.identity(&e.Identity) })
	case "sourceIPAddress", "sourceipaddress":
		return s.word(&e.SourceIP)
	case "userAgent", "useragent":
		return s.word(&e.UserAgent)
	case "errorCode", "errorcode":
		return s.word(&e.ErrorCode)
	case "errorMessage", "errormessage":
		return s.word(&e.ErrorMessage)
	case "requestParameters", "requestparameters":
		return s.object(&e.Parameters)
	case "responseElements", "responseelements":
		return s.object(&e.Response)
	case "additionalEventData", "additionaleventdata":
		return s.object(&e.Additional)
	case "resources":
		return s.structured(func(s *scanner) error { return s.resources(e) })
	case "eventType", "eventtype":
		return s.word(&e.Type)
	case "eventCategory", "eventcategory":
		return s.word(&e.Category)
	case "readOnly", "readonly":
		return s.word(&e.ReadOnly)
	case "recipientAccountId", "recipientaccountid":
		return s.word(&e.Recipient)
	}
	return s.rareField(e, key)
}

// rareField reads the value of a key that few events have, or that is not an
// event's.
func (s *scanner) rareField(e *Event, key string) error {
	switch key {
	case "sharedEventID", "sharedeventid":
		return s.word(&e.Shared)
	case "vpcEndpointId", "vpcendpointid":
		return s.word(&e.Endpoint)
	case "vpcEndpointAccountId", "vpcendpointaccountid":
		return s.word(&e.EndpointOf)
	case "sessionCredentialFromConsole", "sessioncredentialfromconsole":
		return s.flag(&e.Console)
	case "tlsDetails", "tlsdetails":
		return s.structured(func(s *scanner) error { return s.tls(e) })
	case "CloudTrailEvent", "cloudTrailEvent", "cloudtrailevent", "eventJson", "eventjson", "message", "detail", "eventData":
		return s.inner(e)
	}
	if isHolder(key) || key == "Data" {
		c, err := s.next()
		switch {
		case err != nil:
			return err
		case c == '[' || c == '{':
			return &wrapped{key}
		}
	}
	return s.rowField(e, key)
}

// rowField reads the value of a column of a query's result that events do not have.
func (s *scanner) rowField(e *Event, key string) error {
	var text string
	to := rowColumn(e, key)
	switch {
	case to != nil:
		return s.word(to)
	case key == "count":
		if err := s.word(&text); err != nil {
			return err
		}
		return e.setCount(text)
	case key == "resource":
		if err := s.word(&text); err != nil || text == "" {
			return err
		}
		e.Resources = append(e.Resources, Resource{ARN: text})
		return nil
	case key == "keys":
		return s.object(&e.Keys)
	}
	return s.skip()
}

// rowColumn returns where a text of a query's result goes; nil if the column has
// another name.
func rowColumn(e *Event, name string) *string {
	switch name {
	case "principal":
		return &e.Principal
	case "first":
		return &e.Time
	case "last":
		return &e.Last
	default:
		return nil
	}
}

// flag reads true or false, also where it stands in a string.
func (s *scanner) flag(to *bool) error {
	var text string
	err := s.word(&text)
	*to = text == "true"
	return err
}

// object reads an object and keeps its text, also where the object stands in a
// string.
func (s *scanner) object(to *string) error {
	c, err := s.next()
	if err != nil || c != '"' {
		if err == nil {
			err = s.raw(to)
		}
		return err
	}
	text, err := s.str()
	if isObject(text) {
		*to = text
	}
	return err
}

// inner reads an event inside another object: as an object, or as text in a string.
func (s *scanner) inner(e *Event) error {
	c, err := s.next()
	switch {
	case err != nil:
		return err
	case c == '{':
		*e = Event{Count: 1, Resources: e.Resources[:0]}
		return s.event(e)
	case c != '"':
		return s.skip()
	}
	text, err := s.str()
	if err != nil || !isObject(text) {
		return err
	}
	return parseInto(text, e)
}

// parseInto reads a text as an event.
func parseInto(text string, e *Event) error {
	*e = Event{Count: 1, Resources: e.Resources[:0]}
	within := scanner{text: text}
	err := within.event(e)
	var w *wrapped
	if errors.As(err, &w) {
		return errors.New("it holds events in a text inside an event")
	}
	return unwrapShort(err)
}

func isObject(text string) bool {
	for i := range len(text) {
		switch text[i] {
		case ' ', '\t', '\r', '\n':
		default:
			return text[i] == '{'
		}
	}
	return false
}

// tls reads the details of the connection.
func (s *scanner) tls(e *Event) error {
	return s.members(func(key string) error {
		if key == "tlsVersion" || key == "tlsversion" {
			return s.word(&e.TLSVersion)
		}
		return s.skip()
	})
}

// resources reads the resources of an event. Those of events on other buses are
// plain ARNs.
func (s *scanner) resources(e *Event) error {
	e.Resources = e.Resources[:0]
	return s.elements(func() error {
		var r Resource
		c, err := s.next()
		switch {
		case err != nil:
			return err
		case c == '"':
			err = s.word(&r.ARN)
		default:
			err = s.members(func(key string) error {
				switch key {
				case "ARN", "arn":
					return s.word(&r.ARN)
				case "accountId", "accountid":
					return s.word(&r.Account)
				case "type":
					return s.word(&r.Type)
				}
				return s.skip()
			})
		}
		if r.ARN != "" {
			e.Resources = append(e.Resources, r)
		}
		return err
	})
}

// identity reads who made the call.
func (s *scanner) identity(id *Identity) error {
	return s.members(func(key string) error {
		switch key {
		case "type":
			return s.word(&id.Type)
		case "principalId", "principalid":
			return s.word(&id.ID)
		case "arn":
			return s.word(&id.ARN)
		case "accountId", "accountid":
			return s.word(&id.Account)
		case "accessKeyId", "accesskeyid":
			return s.word(&id.AccessKey)
		case "userName", "username":
			return s.word(&id.UserName)
		case "invokedBy", "invokedby":
			return s.word(&id.InvokedBy)
		case "sessionContext", "sessioncontext":
			return s.session(id)
		case "onBehalfOf", "onbehalfof":
			return s.onBehalfOf(id)
		}
		return s.skip()
	})
}

// session reads the context of a session.
func (s *scanner) session(id *Identity) error {
	return s.members(func(key string) error {
		switch key {
		case "sessionIssuer", "sessionissuer":
			return s.issuer(id)
		case "attributes":
			return s.attributes(id)
		case "webIdFederationData", "webidfederationdata":
			return s.members(func(key string) error {
				if key == "federatedProvider" || key == "federatedprovider" {
					return s.word(&id.Provider)
				}
				return s.skip()
			})
		case "sourceIdentity", "sourceidentity":
			return s.word(&id.SourceIdentity)
		case "ec2RoleDelivery", "ec2roledelivery":
			return s.word(&id.RoleDelivery)
		case "assumedRoot", "assumedroot":
			return s.word(&id.AssumedRoot)
		}
		return s.skip()
	})
}

// issuer reads who issued a session.
func (s *scanner) issuer(id *Identity) error {
	return s.members(func(key string) error {
		switch key {
		case "type":
			return s.word(&id.IssuerType)
		case "arn":
			return s.word(&id.IssuerARN)
		case "accountId", "accountid":
			return s.word(&id.IssuerAccount)
		case "userName", "username":
			return s.word(&id.IssuerName)
		}
		return s.skip()
	})
}

// attributes reads when a session was created, and whether with MFA.
func (s *scanner) attributes(id *Identity) error {
	return s.members(func(key string) error {
		switch key {
		case "creationDate", "creationdate":
			return s.word(&id.Created)
		case "mfaAuthenticated", "mfaauthenticated":
			return s.word(&id.MFA)
		}
		return s.skip()
	})
}

// onBehalfOf reads the user of IAM Identity Center.
func (s *scanner) onBehalfOf(id *Identity) error {
	return s.members(func(key string) error {
		switch key {
		case "userId", "userid":
			return s.word(&id.OnBehalfOf)
		case "identityStoreArn", "identitystorearn":
			return s.word(&id.IdentityStore)
		}
		return s.skip()
	})
}
