SELECT domain_at, real_at, frozen FROM domain_clock WHERE id = 1 FOR UPDATE
