var searchWords = {{ (config.extra.search_words or "") | tojson }}
var searchStopWords = {{ (config.extra.search_stop_words or "") | tojson }}
