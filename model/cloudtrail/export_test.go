package cloudtrail

// ActionNames are the actions of events with another name.
var ActionNames = actionNames
