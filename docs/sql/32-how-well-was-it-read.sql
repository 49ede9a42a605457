-- How much rests on whole articles, and how much on teasers, live blogs and opinion?
-- Read: mentions by publisher family. `from_feed` had no page that could be read, `behind_wall` only the part in front
-- of a paywall.
SELECT
    r.family,
    count(*) AS mentions,
    sum(CASE WHEN r.text_source = 'page' AND NOT r.is_paywalled_partial THEN 1 ELSE 0 END) AS whole_page,
    sum(CASE WHEN r.text_source <> 'page' THEN 1 ELSE 0 END) AS from_feed,
    sum(CASE WHEN r.is_paywalled_partial THEN 1 ELSE 0 END) AS behind_wall,
    sum(CASE WHEN r.is_live_blog THEN 1 ELSE 0 END) AS live_blog,
    sum(CASE WHEN r.is_opinion THEN 1 ELSE 0 END) AS opinion
FROM results AS r
GROUP BY r.family
ORDER BY mentions DESC, r.family;
