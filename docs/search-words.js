var searchWords = {{ config.extra.search_words | tojson }}
var searchStopWords = {{ config.extra.search_stop_words | tojson }}
