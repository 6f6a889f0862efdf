SELECT etag, legal_name, line1, line2, city, region, postal_code, country_code, contact_name,
       contact_email, contact_phone, tax_id, website, updated_at
FROM partner_profiles
WHERE account_id = $1
