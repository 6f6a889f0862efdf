SELECT id FROM development_marker WHERE id = 1
