INSERT INTO partner_profiles (account_id, etag, legal_name, line1, line2, city, region, postal_code,
                              country_code, contact_name, contact_email, contact_phone, tax_id,
                              website, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (account_id) DO UPDATE
SET etag = excluded.etag, legal_name = excluded.legal_name, line1 = excluded.line1,
    line2 = excluded.line2, city = excluded.city, region = excluded.region,
    postal_code = excluded.postal_code, country_code = excluded.country_code,
    contact_name = excluded.contact_name, contact_email = excluded.contact_email,
    contact_phone = excluded.contact_phone, tax_id = excluded.tax_id, website = excluded.website,
    updated_at = excluded.updated_at
