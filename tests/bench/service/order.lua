-- wrk's script: an order with an id and a client of its own in each request, or PROBITY_BATCH of them in an array.
-- PROBITY_ORDER is a file with one order; its `"id": "O-1"` and `"client": {` are given numbers.
local template = io.open(os.getenv("PROBITY_ORDER")):read("l")
local batch = tonumber(os.getenv("PROBITY_BATCH") or "1")
local thread_number, number = 0, 0

function setup(thread)
  thread_number = thread_number + 1
  thread:set("mine", thread_number)
end

local function order()
  number = number + 1
  local id = mine .. "-" .. number
  local line = template:gsub('"id": "[^"]*"', '"id": "' .. id .. '"', 1)
  return (line:gsub('"client": {', '"client": {"id": "C-' .. mine .. "-" .. number % 50000 .. '", ', 1))
end

function request()
  local body
  if batch == 1 then
    body = order()
  else
    local all = {}
    for i = 1, batch do all[i] = order() end
    body = "[" .. table.concat(all, ",") .. "]"
  end
  return wrk.format("POST", "/v1/decisions", {["Content-Type"] = "application/json"}, body)
end

local wrong = 0
function response(status)
  if status ~= 200 then wrong = wrong + 1 end
end
