namespace Faceptor.Evaluation.Metrics;

/// <summary>
/// One embedding for each template of faces: the mean over the faces of a medium, the sum over the media, at length 1.
/// </summary>
/// <remarks>
/// Released configuration: a face's embedding is weighted by how sure the detector was of it. Faces may come in any
/// order and are not kept: only the templates' sums are, 8 bytes a number (IJB-C: 95 MB). Faces are to be added by one
/// thread.
/// </remarks>
internal sealed class TemplateEmbeddings
{
    private readonly Dictionary<int, int> _rows = [];
    private readonly Dictionary<(int Template, int Medium), int> _numFaces = [];
    private readonly List<double[]> _sums = [];

    /// <summary>Counts the faces, so that the means can be taken while they come.</summary>
    /// <param name="faces">Template and medium of every face that will come.</param>
    public TemplateEmbeddings(IEnumerable<(int Template, int Medium)> faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        foreach (var face in faces)
        {
            _rows.TryAdd(face.Template, _rows.Count);
            _numFaces[face] = _numFaces.GetValueOrDefault(face) + 1;
        }
    }

    /// <summary>Adds a face.</summary>
    /// <param name="template">Its template.</param>
    /// <param name="medium">Its still image or video.</param>
    /// <param name="embedding">The face's embedding [D], of any length.</param>
    /// <param name="weight">What it is multiplied by.</param>
    /// <exception cref="KeyNotFoundException">The face was not announced.</exception>
    public void Add(int template, int medium, ReadOnlySpan<double> embedding, double weight)
    {
        var row = _rows[template];
        while (_sums.Count <= row)
        {
            _sums.Add([]);
        }

        if (_sums[row].Length == 0)
        {
            _sums[row] = new double[embedding.Length];
        }

        var share = weight / _numFaces[(template, medium)];
        var sum = _sums[row];
        for (var index = 0; index < embedding.Length; index++)
        {
            sum[index] += share * embedding[index];
        }
    }

    /// <summary>Whether a template has faces.</summary>
    /// <param name="template">Its number.</param>
    public bool Contains(int template) => _rows.ContainsKey(template);

    /// <summary>Brings all templates to length 1; after all faces came.</summary>
    public void Normalize()
    {
        foreach (var sum in _sums)
        {
            var length = Math.Max(Math.Sqrt(sum.Sum(value => value * value)), double.Epsilon);
            for (var index = 0; index < sum.Length; index++)
            {
                sum[index] /= length;
            }
        }
    }

    /// <summary>The cosine of two templates, after <see cref="Normalize"/>; for several threads at once.</summary>
    /// <param name="first">A template.</param>
    /// <param name="second">Another.</param>
    /// <exception cref="KeyNotFoundException">A template has no faces.</exception>
    public float Similarity(int first, int second)
    {
        var (a, b) = (_sums[_rows[first]], _sums[_rows[second]]);
        var dot = 0.0;
        for (var index = 0; index < a.Length; index++)
        {
            dot += a[index] * b[index];
        }

        return (float)dot;
    }
}
