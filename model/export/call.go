package export

// CallColumns returns the columns that say of calls in events what decides them, whose
// they are and when they were made.
func CallColumns() []Column {
	return []Column{
		{Key: "statement", Title: "statement"},
		{Key: "accountId", Title: "account ID"},
		{Key: "account", Title: "account"},
		{Key: "principal", Title: "principal"},
		{Key: "action", Title: "action"},
		{Key: "first", Title: "first"},
		{Key: "last", Title: "last"},
		{Key: "eventId", Title: "event ID"},
	}
}
