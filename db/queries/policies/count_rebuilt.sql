SELECT count(*) AS total, count(*) FILTER (WHERE policy_set >= $1) AS rebuilt
FROM account_timelines
