package emulator

import (
	"cmp"

	"deputy/model"
)

// route is an operation of a REST JSON service.
type route struct {
	operation string
	service   *serviceAPI // of the operation, where an API serves several services
	changes   bool
	anyCaller bool // any account may call it
	empty     bool // it answers with status 204 and nothing
	required  []string
	optional  []string
	run       func(*call) (any, error)
}

// serviceHandler is what all services with an API of their own do with a
// request.
type serviceHandler struct {
	service     serviceAPI
	maxPage     int  // entries of a page
	anyCaller   bool // the operations say themselves who may call them
	oneEndpoint bool // one endpoint serves all Regions
}

// handle checks caller and Region, reads the request and runs the operation.
func (d *serviceHandler) handle(r route, c *call) (any, error) {
	c.service = cmp.Or(r.service, &d.service)
	if !d.oneEndpoint {
		if err := c.s.checkRegion(c.x); err != nil {
			return nil, err
		}
	}
	if home := c.service.callRegion(c.s.index.partition); home != "" && model.Region(c.x.region) != home && (c.s.index.partition != "aws" || model.Region(c.x.region) != c.service.standby) {
		return nil, c.refuse(wrongRegion)
	}
	if !d.anyCaller && !r.anyCaller {
		if err := c.checkManagement(); err != nil {
			return nil, err
		}
	}
	var err error
	if c.in, err = readFields(c.service, c.x, d.maxPage, r.required, r.optional); err != nil {
		return nil, err
	}
	return r.run(c)
}
