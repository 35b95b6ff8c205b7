-- Run by a Neovim that has the configuration of docs/editors/neovim.md: does what a person would do by key, and writes what came of it as JSON.
local scene = vim.json.decode(vim.env.SCENE)
local PATIENCE = 30000
local seen = { log = vim.lsp.get_log_path() }
local clients = vim.lsp.get_clients or vim.lsp.get_active_clients

local function await(what, condition)
  if not vim.wait(PATIENCE, condition, 50) then error('In vain: ' .. what) end
end

local function go_to(text)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  if vim.fn.search('\\V' .. text, 'cW') == 0 then error('No ' .. text) end
end

local function float()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
  end
end

local function request(method, params)
  local answers = assert(vim.lsp.buf_request_sync(0, method, params, PATIENCE))
  for _, answer in pairs(answers) do return answer.result or vim.NIL end
end

local function look()
  vim.cmd('edit ' .. scene.file)
  local client
  await('the client', function()
    client = clients()[1]
    return client and vim.lsp.buf_is_attached(0, client.id)
  end)
  await('diagnostics', function() return #vim.diagnostic.get(0) > 0 end)
  seen.diagnostics = vim.tbl_map(function(each)
    return { line = each.lnum, column = vim.str_utfindex(vim.fn.getline(each.lnum + 1), each.col), message = each.message }
  end, vim.diagnostic.get(0))

  go_to(scene.hover)
  await('a hover', function()
    vim.lsp.buf.hover()
    return vim.wait(1000, float, 20)
  end)
  local window = float()
  seen.hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
  vim.api.nvim_win_close(window, true)

  local status = request('dmabuf/status', {})
  seen.root = status.roots[1].uri
  seen.assumptions = status.roots[1].given.assumptions

  go_to(scene.definition)
  local start = vim.api.nvim_buf_get_name(0)
  vim.lsp.buf.definition()
  await('the definition', function() return vim.api.nvim_buf_get_name(0) ~= start end)
  seen.definition = vim.api.nvim_buf_get_name(0)
  seen.line = vim.api.nvim_get_current_line()

  -- The buffer that the definition was found in is served by the same client.
  await('the header', function() return vim.lsp.buf_is_attached(0, client.id) end)
  if #clients() ~= 1 then error('There are several clients') end

  client.stop()
  await('the end of the server', client.is_stopped)
end

local ok, error = xpcall(look, debug.traceback)
if not ok then seen.error = error end
vim.fn.writefile({ vim.json.encode(seen) }, vim.env.SEEN)
vim.cmd('qall!')
