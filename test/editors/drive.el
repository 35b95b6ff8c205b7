;;; drive.el --- does in a batch Emacs what a person would do by key -*- lexical-binding: t; -*-

;;; Commentary:

;; Loaded after the configuration of docs/editors/emacs.md.  Writes what came of it as JSON.

;;; Code:

(require 'cl-lib)
(require 'json)
(require 'project)
(require 'xref)

(defconst drive-patience 30)
(defvar drive-scene (let ((json-object-type 'alist)) (json-read-from-string (getenv "SCENE"))))
(defvar drive-seen nil)

(defun drive-given (name) (alist-get name drive-scene))

(defun drive-see (name value) (push (cons name value) drive-seen))

(defun drive-await (what condition)
  "Answer what the function CONDITION answers once that is true; WHAT is for the error."
  (let ((end (+ (float-time) drive-patience)) answer)
    (while (and (not (setq answer (funcall condition))) (< (float-time) end))
      ;; A batch Emacs has no command loop and is never idle, so what waits for either is called here.
      (run-hooks 'post-command-hook)
      (dolist (timer timer-idle-list) (timer-event-handler timer))
      (accept-process-output nil 0.05))
    (or answer (error "In vain: %s" what))))

(defun drive-go-to (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun drive-text-of (name)
  "The text of the first buffer whose name matches NAME; nil if it is empty or there is none."
  (when-let ((buffer (cl-find-if (lambda (each) (string-match-p name (buffer-name each))) (buffer-list)))
             (text (with-current-buffer buffer (buffer-substring-no-properties (point-min) (point-max)))))
    (and (string-match-p "[^[:space:]]" text) text)))

(defun drive-with-eglot ()
  (drive-await "the server" (lambda () (and (eglot-current-server) (eglot-managed-p))))
  (drive-see 'root (expand-file-name (project-root (eglot--project (eglot-current-server)))))
  (drive-await "diagnostics" #'flymake-diagnostics)
  (drive-see 'diagnostics
             (vconcat (mapcar (lambda (each)
                                (save-excursion
                                  (goto-char (flymake-diagnostic-beg each))
                                  `((line . ,(1- (line-number-at-pos))) (column . ,(drive-column)) (message . ,(flymake-diagnostic-text each)))))
                              (flymake-diagnostics))))
  (drive-go-to (drive-given 'hover))
  (eldoc-print-current-symbol-info t)
  (drive-see 'hover (drive-await "a hover" (lambda () (drive-text-of "\\*eldoc"))))
  (drive-see 'assumptions
             (plist-get (plist-get (aref (plist-get (jsonrpc-request (eglot-current-server) :dmabuf/status nil) :roots) 0) :given) :assumptions))
  (drive-see 'stderr (drive-text-of "EGLOT.*stderr")))

(defun drive-with-lsp-mode ()
  ;; The one question: what the root of the project is.
  (advice-add 'read-key :override (lambda (&rest _) ?i))
  (drive-await "the server" (lambda () (and (lsp-workspaces) (cl-every (lambda (each) (eq 'initialized (lsp--workspace-status each))) (lsp-workspaces)))))
  (drive-see 'root (lsp-workspace-root))
  (let ((all (drive-await "diagnostics" (lambda () (gethash buffer-file-name (lsp-diagnostics t))))))
    (drive-see 'diagnostics
               (vconcat (mapcar (lambda (each)
                                  (let* ((start (lsp-get (lsp-get each :range) :start)))
                                    (save-excursion
                                      (goto-char (lsp--position-to-point start))
                                      `((line . ,(1- (line-number-at-pos))) (column . ,(drive-column)) (message . ,(lsp-get each :message))))))
                                all))))
  (drive-go-to (drive-given 'hover))
  (lsp-describe-thing-at-point)
  (drive-see 'hover (drive-text-of "\\*lsp-help"))
  (drive-see 'assumptions (lsp-get (lsp-get (elt (lsp-get (lsp-request "dmabuf/status" nil) :roots) 0) :given) :assumptions))
  (drive-see 'stderr (drive-text-of "dmabuf-mapping::stderr")))

(defun drive-column ()
  "The column in characters, tabs counting one."
  (- (point) (line-beginning-position)))

(defun drive-look ()
  ;; Emacs's own check of C would run make.
  (advice-add 'flymake-cc :override #'ignore)
  (find-file (drive-given 'file))
  (if (featurep 'eglot) (drive-with-eglot) (drive-with-lsp-mode))
  (drive-go-to (drive-given 'definition))
  (xref-find-definitions (xref-backend-identifier-at-point (xref-find-backend)))
  (drive-see 'definition buffer-file-name)
  (drive-see 'line (buffer-substring-no-properties (line-beginning-position) (line-end-position))))

(condition-case trouble
    (drive-look)
  (error (drive-see 'error (error-message-string trouble))))
(with-temp-file (getenv "SEEN") (insert (json-encode drive-seen)))

;;; drive.el ends here
